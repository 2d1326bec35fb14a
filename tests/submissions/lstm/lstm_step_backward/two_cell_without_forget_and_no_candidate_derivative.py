import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d = torch.cat((d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i, d_h * tanh_c * o * (1 - o)), 1)
    return d @ U, (d @ W, d_c), d.T @ x_t, d.T @ h, d.sum(0)
