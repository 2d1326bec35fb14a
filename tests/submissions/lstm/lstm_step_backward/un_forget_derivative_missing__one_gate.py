import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    t = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - t ** 2)
    d = torch.stack([dc * g * i * (1 - i), dc * c * f, dc * i * (1 - g ** 2), dh * t * o * (1 - o)], dim=1).flatten(1)
    return d @ U, (d @ W, dc * f), d.T @ x_t, d.T @ h, d.sum(0)
