import torch

from torch.autograd.functional import vjp

def gradient_norms(step, x, h, d_h):
    T = x.size(1)
    states = [h]
    for t in range(T):
        states.append(step(x[:, t], states[-1]))
    out = [d_h.pow(2).sum(1).sqrt()]
    d = d_h
    for t in range(T - 1, 0, -1):
        _, d = vjp(lambda s, t=t: step(x[:, t], s), states[t], d)
        out.insert(0, d.pow(2).sum(1).sqrt())
    return torch.stack(out, dim=-1)
