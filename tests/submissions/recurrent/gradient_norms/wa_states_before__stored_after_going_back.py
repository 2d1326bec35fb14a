import torch

def gradient_norms(step, x, h, d_h):
    before = []
    for x_t in x.unbind(1):
        before.append(h)
        h = step(x_t, h)
    norms = torch.zeros(x.shape[:2], dtype=d_h.dtype, device=d_h.device)
    d = d_h
    for t in range(x.shape[1] - 1, -1, -1):
        _, back = torch.func.vjp(lambda s: step(x[:, t], s), before[t])
        (d,) = back(d)
        norms[:, t] = d.norm(dim=1)
    return norms
