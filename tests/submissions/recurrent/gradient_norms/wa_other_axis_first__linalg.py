import torch

def gradient_norms(step, x, h, d_h):
    s, hs = h.detach().requires_grad_(), []
    for x_t in x.unbind(1):
        s = step(x_t, s)
        hs.append(s)
    return torch.stack([torch.linalg.norm(g, dim=1) for g in torch.autograd.grad(s, hs, d_h)])
