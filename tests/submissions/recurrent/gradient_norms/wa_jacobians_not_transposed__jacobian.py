import torch

def gradient_norms(step, x, h, d_h):
    B, T, _ = x.shape
    out = []
    for n in range(B):
        s = h[n : n + 1]
        states = []
        for t in range(T):
            s = step(x[n : n + 1, t], s).detach()
            states.append(s)
        d = d_h[n]
        norms = [d.norm()]
        for t in range(T - 1, 0, -1):
            J = torch.autograd.functional.jacobian(lambda v: step(x[n : n + 1, t], v)[0], states[t - 1])[:, 0]
            d = J @ d
            norms.append(d.norm())
        out.append(torch.stack(norms[::-1]))
    return torch.stack(out)
