import numpy as np
import torch

def rnn_unroll(step, x, lengths, h):
    L = np.array(lengths.cpu())
    T = x.shape[1]
    every_h = []
    last_h = [None] * len(L)
    for t in range(T):
        h = step(x[:, t], h)
        for n in np.flatnonzero(L == t + 1):
            last_h[n] = h[int(n)]
        mask = torch.tensor(L > t, device=h.device)
        every_h.append(torch.where(mask[:, None], h, torch.zeros((), dtype=h.dtype, device=h.device)))
    return torch.stack(every_h, 1), torch.stack(last_h)
