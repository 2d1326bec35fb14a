from itertools import accumulate

import torch

def gradient_norms(step, x, h, d_h):
    xs = x.unbind(1)
    hs = list(accumulate(xs, lambda s, x_t: step(x_t, s), initial=h))

    def reculer(d, t):
        return torch.func.vjp(lambda s: step(xs[t], s), hs[t])[1](d)[0]

    ds = accumulate(range(len(xs) - 1, 0, -1), reculer, initial=d_h)
    return torch.stack([d.norm(dim=1) for d in ds], dim=1).flip(dims=(1,))
