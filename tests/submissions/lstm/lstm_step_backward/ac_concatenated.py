from collections import namedtuple

import torch

Gradients = namedtuple("Gradients", "x state U W b")

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    D = x_t.shape[1]
    H = h.shape[1]
    tanh_c = torch.tanh(torch.addcmul(i * g, f, c))
    d_c = torch.addcmul(d_c, d_h * o, 1 - tanh_c**2)
    d = torch.cat((d_c, d_c, d_c, d_h), 1) * torch.cat((g, c, i, tanh_c), 1)
    s = torch.cat((i, f, g, o), 1)
    slope = s * (1 - s)
    slope[:, 2 * H : 3 * H] = 1 - g**2
    d = d * slope
    inputs = torch.cat((x_t, h, torch.ones_like(h[:, :1])), 1)
    d_inputs = d @ torch.cat((U, W), 1)
    d_weights = d.T @ inputs
    return Gradients(
        d_inputs[:, :D], (d_inputs[:, D:], d_c * f), d_weights[:, :D], d_weights[:, D : D + H], d_weights[:, -1]
    )
