import torch
from torch.autograd.functional import vjp

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    history = [h]
    for t in range(T):
        history.append(step(x[:, t], history[t]))
    out = torch.zeros(N, T, dtype=d_h.dtype, device=d_h.device)
    d = d_h
    for t in range(T - 1, -1, -1):
        out[:, t] = d.norm(dim=-1)
        _, d = vjp(lambda s: step(x[:, t], s), history[t], d)
    return out
