import torch

def rnn_unroll(step, x, lengths, h):
    N, T, _ = x.shape
    every_h = torch.zeros(N, T, h.shape[1], dtype=h.dtype, device=h.device)
    last_h = torch.zeros_like(h)
    for L in lengths.unique().tolist():
        rows = (lengths == L).nonzero()[:, 0]
        s = h[rows]
        for t in range(L):
            s = step(x[rows, t], s)
            every_h[rows, t] = s
        last_h[rows] = s
    return every_h, last_h
