import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        every.append(h)
    perte = (h * d_h).sum()
    return torch.stack([torch.sqrt((g * g).sum(dim=-1)) for g in torch.autograd.grad(perte, every)], dim=1)
