import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    th = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - th ** 2)
    upstream = [d_c * g, d_c * c, d_c * i, d_h * th]
    # derivative of the activation of each gate
    pre = [up * gate * (1 - gate) for up, gate in zip(upstream, gates)]
    pre = torch.cat(pre, dim=1)
    return pre @ U, (pre @ W, d_c * f), pre.T @ x_t, pre.T @ h, pre.sum(0)
