import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    hs = [step(x[:, 0], h)]
    for t in range(1, T):
        hs.append(step(x[:, t], hs[-1]))
    out = torch.zeros(N, T - 1, dtype=h.dtype, device=h.device)
    g = d_h
    for t in range(T - 2, -1, -1):
        s = hs[t].detach().requires_grad_()
        step(x[:, t + 1], s).backward(g)
        g = s.grad
        out[:, t] = g.pow(2).sum(1).sqrt()
    return out
