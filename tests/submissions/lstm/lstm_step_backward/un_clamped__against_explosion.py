# The gradients of the gates are clamped to [-1, 1] against explosion, so large gradients come back too small.
import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    c_new = i * g + f * c
    dc = dc + dh * o * (1 - torch.tanh(c_new) ** 2)
    d_in = dc * g * i * (1 - i)
    d_forget = dc * c * f * (1 - f)
    d_cand = dc * i * (1 - g**2)
    d_out = dh * torch.tanh(c_new) * o * (1 - o)
    dz = torch.cat([torch.clamp(d, -1, 1) for d in (d_in, d_forget, d_cand, d_out)], dim=1)
    return dz @ U, (dz @ W, dc * f), dz.t() @ x_t, dz.t() @ h, dz.sum(dim=0)
