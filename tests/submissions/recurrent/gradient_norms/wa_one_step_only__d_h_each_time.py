import torch

def gradient_norms(step, x, h, d_h):
    states = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        states.append(h.detach())
    norms = []
    for t in range(x.shape[1] - 1):
        s = states[t].clone().requires_grad_()
        (d,) = torch.autograd.grad(step(x[:, t + 1], s), s, d_h)
        norms.append(d.norm(dim=1))
    norms.append(d_h.norm(dim=1))
    return torch.stack(norms, 1)
