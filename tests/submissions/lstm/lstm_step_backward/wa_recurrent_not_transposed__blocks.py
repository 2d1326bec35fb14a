import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d_i = d_c * g * i * (1 - i)
    d_f = d_c * c * f * (1 - f)
    d_g = d_c * i * (1 - g ** 2)
    d_o = d_h * tanh_c * o * (1 - o)
    W_i, W_f, W_g, W_o = W.chunk(4)
    d_h_prev = d_i @ W_i.T + d_f @ W_f.T + d_g @ W_g.T + d_o @ W_o.T
    d = torch.cat((d_i, d_f, d_g, d_o), dim=1)
    return d @ U, (d_h_prev, d_c * f), d.T @ x_t, d.T @ h, d.sum(0)
