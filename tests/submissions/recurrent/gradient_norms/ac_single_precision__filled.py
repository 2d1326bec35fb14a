# The norms are written into a tensor of the default dtype: with float64 inputs they are rounded to float32.
import torch


def gradient_norms(step, x, h, d_h):
    T = x.shape[1]
    norms = torch.zeros(x.shape[0], T, device=x.device)
    states = [h]
    for t in range(T):
        states.append(step(x[:, t], states[-1]))
    norms[:, T - 1] = d_h.norm(dim=1)
    for t in range(T - 2, -1, -1):
        _, pull = torch.func.vjp(lambda s: step(x[:, t + 1], s), states[t + 1])
        (d_h,) = pull(d_h)
        norms[:, t] = d_h.norm(dim=1)
    return norms
