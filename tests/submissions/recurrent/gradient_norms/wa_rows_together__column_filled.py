import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    out = torch.empty(N, T, dtype=d_h.dtype, device=d_h.device)
    s = h.clone().requires_grad_()
    liste = []
    for t in range(T):
        s = step(x[:, t], s)
        liste.append(s)
    for t, g in enumerate(torch.autograd.grad(s, liste, d_h)):
        out[:, t] = g.norm()
    return out
