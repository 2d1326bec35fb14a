import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    hs = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        hs.append(h)
    G = torch.autograd.grad(h, hs, d_h)
    return torch.stack([(g * s.detach()).norm(dim=1) for g, s in zip(G, hs)], dim=1)
