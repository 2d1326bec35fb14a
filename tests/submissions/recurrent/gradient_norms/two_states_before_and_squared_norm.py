import torch

def gradient_norms(step, x, h, d_h):
    states = [h.detach().requires_grad_()]
    for x_t in x.unbind(1):
        states.append(step(x_t, states[-1]))
    grads = torch.autograd.grad(states[-1], states[:-1], d_h)
    return torch.stack([(g ** 2).sum(1) for g in grads], dim=1)
