import torch

def gradient_norms(step, x, h, d_h):
    h = torch.zeros_like(h).requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    return torch.stack(torch.autograd.grad(h, every, d_h), 1).norm(dim=2)
