import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    grads = torch.autograd.grad(h.sum(), states)
    return torch.stack([g.norm(dim=1) for g in grads[:-1]], dim=1)
