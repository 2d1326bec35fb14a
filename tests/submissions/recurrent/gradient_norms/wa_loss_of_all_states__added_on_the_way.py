import torch

def gradient_norms(step, x, h, d_h):
    hs = [h]
    for t in range(x.shape[1]):
        hs.append(step(x[:, t], hs[-1]).detach())
    d = d_h
    res = [d.norm(dim=1)]
    for t in range(x.shape[1] - 1, 0, -1):
        s = hs[t].clone().requires_grad_()
        (g,) = torch.autograd.grad(step(x[:, t], s), s, d)
        d = d_h + g
        res.insert(0, d.norm(dim=1))
    return torch.stack(res, dim=1)
