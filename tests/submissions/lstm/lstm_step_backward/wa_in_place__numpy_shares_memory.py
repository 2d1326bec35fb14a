# The gradient of the cell is added up in a NumPy array that shares its memory with the argument d_state.
import numpy as np
import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = [d.detach().numpy() for d in d_state]
    h, c = [s.detach().numpy() for s in state]
    i, f, g, o = [a.detach().numpy() for a in gates]
    tanh_c = np.tanh(i * g + f * c)
    dc += dh * o * (1 - tanh_c**2)
    dz = np.concatenate([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)], axis=1)
    dz = torch.from_numpy(dz)
    d_c = torch.from_numpy(dc * f)
    return dz @ U, (dz @ W, d_c), dz.T @ x_t, dz.T @ torch.from_numpy(h), dz.sum(0)
