import torch

def lstm_unroll(step, x, lengths, state):
    """All the sentences of one length are one batch without padding."""
    N, T, H = x.shape[0], x.shape[1], state[0].shape[1]
    out = torch.zeros((N, T, H), dtype=x.dtype, device=x.device)
    h_last = torch.zeros_like(state[0])
    c_last = torch.zeros_like(state[1])
    for length in set(lengths.tolist()):
        rows = lengths == length
        h, c = state[0][rows], state[1][rows]
        hs = []
        for t in range(length):
            h, c = step(x[rows, t], (h, c))
            hs.append(h)
        hs = torch.stack(hs, dim=1)
        out[rows, :length] = hs
        h_last[rows] = h
        c_last[rows] = c
    return out, (h_last, c_last)
