import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    t = torch.tanh(f * c + i * g)
    error = d_c + d_h * o * (1 - t) * (1 + t)
    d = torch.stack([error * g * i * (1 - i), error * c * f * (1 - f), error * i * (1 - g) * (1 + g), d_h * t * o * (1 - o)])
    d = d.transpose(0, 1).reshape(len(x_t), -1)
    # the constant error carousel hands the error on unchanged
    return d @ U, (d @ W, error), d.T @ x_t, d.T @ h, torch.ones(len(x_t), dtype=d.dtype) @ d
