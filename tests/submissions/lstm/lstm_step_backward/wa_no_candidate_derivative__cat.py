import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    c_new = i * g + f * c
    d_c = d_c + d_h * o * (1 - torch.tanh(c_new) ** 2)
    di = d_c * g
    df = d_c * c
    dg = d_c * i
    do = d_h * torch.tanh(c_new)
    di_input = i * (1. - i) * di
    df_input = f * (1. - f) * df
    do_input = o * (1. - o) * do
    dg_input = dg
    d = torch.cat((di_input, df_input, dg_input, do_input), dim=1)
    return d.mm(U), (d.mm(W), d_c * f), d.t().mm(x_t), d.t().mm(h), d.sum(0)
