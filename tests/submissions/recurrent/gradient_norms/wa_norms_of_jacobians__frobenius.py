import torch

def gradient_norms(step, x, h, d_h):
    B, T, _ = x.shape
    out = []
    for n in range(B):
        states, s = [], h[n : n + 1]
        for t in range(T):
            s = step(x[n : n + 1, t], s).detach()
            states.append(s)
        M = torch.eye(h.shape[1], dtype=h.dtype)
        norms = [M.norm()]
        for t in range(T - 1, 0, -1):
            J = torch.autograd.functional.jacobian(lambda v: step(x[n : n + 1, t], v)[0], states[t - 1])[:, 0]
            M = M @ J
            norms.append(M.norm())
        out.append(torch.stack(norms[::-1]))
    return torch.stack(out)
