import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    i, f, g, o = gates
    h, c = state
    t = torch.tanh(f * c + i * g)
    total = d_state[1].addcmul_(d_state[0] * o, 1 - t * t)
    d = torch.stack(
        [total * g * i * (1 - i), total * c * f * (1 - f), total * i * (1 - g * g), d_state[0] * t * o * (1 - o)], dim=1
    ).flatten(1)
    return d @ U, (d @ W, total * f), d.T @ x_t, d.T @ h, d.sum(0)
