import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    c_t = i * g + f * c
    d_c = d_c + d_h * o * (1 - torch.tanh(c_t) ** 2)
    d_i = d_c * g * i * (1 - i)
    d_f = d_c * c * f * (1 - f)
    d_g = d_c * i * (1 - g ** 2)
    d_o = d_h * torch.tanh(c_t) * o * (1 - o)
    U_i, U_f, U_g, U_o = U.chunk(4)
    W_i, W_f, W_g, W_o = W.chunk(4)
    d_x = d_i @ U_i + d_f @ U_f + d_g @ U_g + d_o @ U_o
    d_h_prev = d_i @ W_i + d_f @ W_f + d_g @ W_g + d_o @ W_o
    d_U = torch.cat([d_i.T @ x_t, d_f.T @ x_t, d_g.T @ x_t, d_o.T @ x_t])
    d_W = torch.cat([d_i.T @ h, d_f.T @ h, d_g.T @ h, d_o.T @ h])
    d_b = torch.cat([d_i.sum(0), d_f.sum(0), d_g.sum(0), d_o.sum(0)])
    return [d_x, [d_h_prev, d_c * f], d_U, d_W, d_b]
