import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    new_c = f * c + i * g
    d_i = d_c * g * i * (1 - i)
    d_f = d_c * c * f * (1 - f)
    d_g = d_c * i * (1 - g * g)
    d_o = d_h * torch.tanh(new_c) * o * (1 - o)
    d_gates = torch.cat((d_i, d_f, d_g, d_o), dim=1)
    d_x = torch.matmul(d_gates, U)
    d_h_prev = torch.matmul(d_gates, W)
    d_c_prev = d_c * f
    d_U = torch.matmul(d_gates.t(), x_t)
    d_W = torch.matmul(d_gates.t(), h)
    d_b = d_gates.sum(dim=0)
    return d_x, (d_h_prev, d_c_prev), d_U, d_W, d_b
