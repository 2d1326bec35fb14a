import torch
from torch.func import jvp

def gradient_norms(step, x, h, d_h):
    T = x.shape[1]
    hs = []
    for t in range(T):
        h = step(x[:, t], h)
        hs.append(h)
    d, norms = d_h, [d_h.norm(dim=1)]
    for t in reversed(range(T - 1)):
        f = lambda s, t=t: step(x[:, t + 1], s)
        _, d = jvp(f, (hs[t],), (d,))
        norms.append(d.norm(dim=1))
    return torch.stack(norms[::-1], dim=1)
