import torch

def rnn_unroll(step, x, lengths, h):
    xs = x.permute(1, 0, 2)
    T, N, _ = xs.shape
    out = torch.zeros((T, N, h.shape[-1]), dtype=h.dtype, device=h.device)
    for t in range(T):
        idx = torch.nonzero(lengths > t).flatten()
        if idx.numel() == 0:
            break
        new = step(xs[t].index_select(0, idx), h.index_select(0, idx))
        out[t, idx] = new
        h = h.index_copy(0, idx, new)
    return out.permute(1, 0, 2), h
