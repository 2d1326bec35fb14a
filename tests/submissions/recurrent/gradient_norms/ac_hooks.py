import torch

def gradient_norms(step, x, h, d_h):
    T = x.shape[1]
    norms = torch.zeros(x.shape[0], T, dtype=d_h.dtype)
    h = h.detach().requires_grad_()
    for t in range(T):
        h = step(x[:, t], h)
        def keep(g, t=t):
            norms[:, t] = g.norm(dim=1)
        h.register_hook(keep)
    h.backward(d_h)
    return norms
