import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    N = h.shape[0]
    tc = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - tc ** 2)
    d = torch.stack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g ** 2), dh * tc * o * (1 - o)], 1)
    d = d.view(N, -1)
    ones = torch.ones(N, N, dtype=d.dtype, device=d.device)
    db = torch.sum(ones @ d, dim=0)
    return d @ U, (d @ W, dc * f), d.T @ x_t, d.T @ h, db
