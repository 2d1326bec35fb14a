import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        h.retain_grad()
        every.append(h)
    h.sum().backward()
    return torch.stack([s.grad.norm(dim=1) for s in every], 1)
