import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    return torch.stack([g.sum(1) for g in torch.autograd.grad(h, every, d_h)], 1)
