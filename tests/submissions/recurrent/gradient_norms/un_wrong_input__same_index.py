import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    states = []
    for t in range(T):
        h = step(x[:, t], h)
        states.append(h.detach())
    norms = torch.zeros(N, T, dtype=h.dtype, device=h.device)
    norms[:, T - 1] = d_h.norm(dim=1)
    d = d_h
    for t in range(T - 2, -1, -1):
        s = states[t].requires_grad_()
        (d,) = torch.autograd.grad(step(x[:, t], s), s, d)
        norms[:, t] = d.norm(dim=1)
    return norms
