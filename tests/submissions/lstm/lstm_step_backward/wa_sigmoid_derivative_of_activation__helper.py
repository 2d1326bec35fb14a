import torch

def d_sigmoid(a):
    s = torch.sigmoid(a)
    return s * (1 - s)

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d_i = d_c * g * d_sigmoid(i)
    d_f = d_c * c * d_sigmoid(f)
    d_g = d_c * i * (1 - g ** 2)
    d_o = d_h * tanh_c * d_sigmoid(o)
    packed = torch.cat((d_i, d_f, d_g, d_o), 1)
    return packed @ U, (packed @ W, d_c * f), packed.T @ x_t, packed.T @ h, packed.sum(0)
