import torch

def gradient_norms(step, x, h, d_h):
    B, T, _ = x.shape
    result = torch.empty(B, T, dtype=x.dtype)
    for n in range(B):
        s, states = h[n : n + 1], []
        for t in range(T):
            s = step(x[n : n + 1, t], s).detach()
            states.append(s)
        d = d_h[n]
        result[n, T - 1] = d.norm()
        for t in range(T - 2, -1, -1):
            J = torch.autograd.functional.jacobian(lambda v: step(x[n : n + 1, t + 1], v)[0], states[t])[:, 0]
            d = J.T @ d
            result[n, t] = d.norm()
    return result
