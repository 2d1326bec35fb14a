import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c.square())
    parts = [d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i * (1 - g.square()), d_h * tanh_c * o * (1 - o)]
    d = torch.cat(parts, dim=1)
    d_U = (d.unsqueeze(2) * x_t.unsqueeze(1)).mean(dim=0)
    d_W = (d.unsqueeze(2) * h.unsqueeze(1)).mean(dim=0)
    d_b = d.mean(dim=0)
    return d @ U, (d @ W, d_c * f), d_U, d_W, d_b
