import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    N = len(x_t)
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d = torch.cat((d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i * (1 - g ** 2), d_h * tanh_c * o * (1 - o)), 1)
    column = d.unsqueeze(2)
    d_x = torch.bmm(U.T.expand(N, -1, -1), column).squeeze()
    d_h_prev = torch.bmm(W.T.expand(N, -1, -1), column).squeeze()
    d_U = torch.bmm(column, x_t.unsqueeze(1)).sum(0)
    d_W = torch.bmm(column, h.unsqueeze(1)).sum(0)
    return d_x, (d_h_prev, d_c * f), d_U, d_W, d.sum(0)
