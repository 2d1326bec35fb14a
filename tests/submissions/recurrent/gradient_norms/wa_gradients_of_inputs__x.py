import torch

def gradient_norms(step, x, h, d_h):
    x = x.detach().clone().requires_grad_()
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
    (g,) = torch.autograd.grad(h, x, d_h)
    return g.norm(dim=2)
