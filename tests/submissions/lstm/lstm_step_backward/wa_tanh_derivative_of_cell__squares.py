import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c_old = state
    i, f, g, o = gates
    c = i * g + f * c_old
    d_total = d_c + d_h * o * (1 - c ** 2)
    d_i = d_total * g * i * (1 - i)
    d_f = d_total * c_old * f * (1 - f)
    d_g = d_total * i * (1 - g ** 2)
    d_o = d_h * torch.tanh(c) * o * (1 - o)
    d = torch.stack([d_i, d_f, d_g, d_o], dim=1).flatten(1)
    return d @ U, (d @ W, d_total * f), d.mT @ x_t, d.mT @ h, d.sum(dim=0)
