import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    d_c_prev = dc * f
    tanh_c = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - tanh_c ** 2)
    z = torch.cat([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g ** 2), dh * tanh_c * o * (1 - o)], 1)
    dx = z @ U
    d_h_prev = z @ W
    return dx, (d_h_prev, d_c_prev), z.T @ x_t, z.T @ h, z.sum(0)
