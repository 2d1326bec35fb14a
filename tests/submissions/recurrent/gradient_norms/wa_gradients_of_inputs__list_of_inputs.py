import torch

def gradient_norms(step, x, h, d_h):
    entrees = [x_t.detach().requires_grad_() for x_t in x.unbind(1)]
    for x_t in entrees:
        h = step(x_t, h)
    grads = torch.autograd.grad(h, entrees, d_h)
    return torch.stack([g.norm(dim=-1) for g in grads], dim=1)
