import torch

def gradient_norms(step, x, h, d_h):
    after = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        after.append(h)
    d = d_h
    cols = [d.norm(dim=1)]
    for t in range(x.shape[1] - 1, 0, -1):
        d = torch.func.vjp(lambda s: step(x[:, t], s), after[t])[1](d)[0]
        cols = [d.norm(dim=1)] + cols
    return torch.stack(cols, dim=1)
