import torch
import torch.nn.functional as F

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    g = torch.autograd.grad(h, states, F.normalize(d_h, dim=1))
    return torch.stack(g, dim=1).norm(dim=2)
