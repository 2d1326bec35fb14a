import torch

def gradient_norms(step, x, h, d_h):
    out = []
    for t in range(1, x.shape[1]):
        h = step(x[:, t - 1], h).detach().requires_grad_()
        (g,) = torch.autograd.grad(step(x[:, t], h), h, d_h)
        out.append(g.abs().sum(1))
    out.append(d_h.abs().sum(1))
    return torch.stack(out, dim=1)
