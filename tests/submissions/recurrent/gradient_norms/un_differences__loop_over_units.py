# The Jacobian is only estimated by differences with a step of 0.001, so the norms are off by much more than rounding.
import torch


def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    states = [h]
    for t in range(T):
        states.append(step(x[:, t], states[-1]))
    d, norms = d_h, [d_h.norm(dim=1)]
    for t in range(T - 1, 0, -1):
        columns = []
        for k in range(h.shape[1]):
            moved = states[t].clone()
            moved[:, k] += 1e-3
            columns.append((step(x[:, t], moved) - states[t + 1]) / 1e-3)
        d = torch.stack([(column * d).sum(dim=1) for column in columns], dim=1)
        norms.insert(0, d.norm(dim=1))
    return torch.stack(norms, dim=1)
