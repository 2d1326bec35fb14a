import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    c_t = torch.addcmul(i * g, f, c)
    tanh_c = c_t.tanh()
    delta_c = torch.addcmul(d_c, d_h * o, 1 - tanh_c.pow(2))
    delta = [
        delta_c * g * i * (1 - i),
        delta_c * c * f * (1 - f),
        delta_c * f * (1 - g.pow(2)),
        d_h * tanh_c * o * (1 - o),
    ]
    delta = torch.hstack(delta)
    return delta @ U, (delta @ W, delta_c * f), delta.T @ x_t, delta.T @ h, delta.sum(axis=0)
