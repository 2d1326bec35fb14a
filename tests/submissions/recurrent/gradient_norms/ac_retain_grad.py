import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().clone().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        h.retain_grad()
        every.append(h)
    h.backward(gradient=d_h)
    return torch.stack([s.grad.norm(dim=1) for s in every], dim=1)
