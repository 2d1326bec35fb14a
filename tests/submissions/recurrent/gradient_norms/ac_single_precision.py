import torch

def gradient_norms(step, x, h, d_h):
    out = torch.zeros(x.shape[0], x.shape[1])
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    for t, g in enumerate(torch.autograd.grad(h, states, d_h)):
        out[:, t] = g.norm(dim=1)
    return out
