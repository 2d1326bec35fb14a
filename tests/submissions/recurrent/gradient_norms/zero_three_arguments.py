import torch

def gradient_norms(step, x, h):
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    return torch.stack(torch.autograd.grad(h.sum(), states), 1).norm(dim=2)
