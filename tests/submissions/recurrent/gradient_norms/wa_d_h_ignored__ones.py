import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    grads = torch.autograd.grad(h, states, grad_outputs=torch.ones_like(h))
    return torch.stack([(g * g).sum(1).sqrt() for g in grads], dim=1)
