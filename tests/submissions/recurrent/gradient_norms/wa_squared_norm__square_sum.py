import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    g = torch.stack(torch.autograd.grad(h, every, d_h), 1)
    return g.square().sum(-1)
