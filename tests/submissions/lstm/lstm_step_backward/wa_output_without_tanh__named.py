import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dL_dh, dL_dc = d_state
    h_prev, c_prev = state
    i, f, g, o = gates
    c_t = i * g + f * c_prev
    dL_do = dL_dh * c_t
    dL_dc = dL_dc + dL_dh * o * (1 - torch.tanh(c_t) ** 2)
    dL_di = dL_dc * g
    dL_df = dL_dc * c_prev
    dL_dg = dL_dc * i
    a_i = dL_di * i * (1 - i)
    a_f = dL_df * f * (1 - f)
    a_g = dL_dg * (1 - g ** 2)
    a_o = dL_do * o * (1 - o)
    a = torch.cat([a_i, a_f, a_g, a_o], dim=1)
    return a @ U, (a @ W, dL_dc * f), a.T @ x_t, a.T @ h_prev, a.sum(0)
