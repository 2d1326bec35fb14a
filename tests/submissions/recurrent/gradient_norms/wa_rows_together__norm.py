import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    norms = torch.stack([g.norm() for g in torch.autograd.grad(h, every, d_h)])
    return norms.expand(x.shape[0], -1).clone()
