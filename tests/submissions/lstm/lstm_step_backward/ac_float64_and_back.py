import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    up = lambda ts: tuple(t.double() for t in ts)
    down = lambda t: t.to(x_t.dtype)
    (dh, dc), (h, c), (i, f, g, o), (x, u, w) = up(d_state), up(state), up(gates), up((x_t, U, W))
    t = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - t**2)
    d = torch.cat([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * t * o * (1 - o)], dim=1)
    return down(d @ u), (down(d @ w), down(dc * f)), down(d.T @ x), down(d.T @ h), down(d.sum(0))
