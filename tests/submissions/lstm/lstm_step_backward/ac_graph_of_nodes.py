import torch

# a tape by hand: each function gives the gradients of its arguments

def times_back(d, a, b):
    return d * b, d * a

def sigmoid_back(d, s):
    return d * s * (1 - s)

def tanh_back(d, t):
    return d * (1 - t * t)

def linear_back(d, x, weight):
    return d @ weight, d.T @ x

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c_later = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_o, d_tanh = times_back(d_h, o, tanh_c)
    d_c = d_c_later + tanh_back(d_tanh, tanh_c)
    d_i, d_g = times_back(d_c, i, g)
    d_f, d_c_old = times_back(d_c, f, c)
    d_a = torch.cat([sigmoid_back(d_i, i), sigmoid_back(d_f, f), tanh_back(d_g, g), sigmoid_back(d_o, o)], dim=1)
    d_x, d_U = linear_back(d_a, x_t, U)
    d_h_old, d_W = linear_back(d_a, h, W)
    d_b = d_a.T @ torch.ones(len(d_a), dtype=d_a.dtype, device=d_a.device)
    return d_x, (d_h_old, d_c_old), d_U, d_W, d_b
