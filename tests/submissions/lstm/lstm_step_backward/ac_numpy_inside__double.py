import numpy as np
import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    def array(t):
        return t.detach().cpu().double().numpy()

    def tensor(a):
        return torch.from_numpy(np.ascontiguousarray(a)).to(x_t)

    dh, dc = map(array, d_state)
    x, h, c, UU, WW = map(array, (x_t, *state, U, W))
    i, f, g, o = map(array, gates)
    tc = np.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - tc**2)
    dz = np.hstack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tc * o * (1 - o)])
    return tensor(dz @ UU), (tensor(dz @ WW), tensor(dc * f)), tensor(dz.T @ x), tensor(dz.T @ h), tensor(dz.sum(axis=0))
