import torch

def lstm_step(x_t, state, U, W, b):
    h0, c0 = state
    H = h0.shape[-1]
    lin = x_t @ U.transpose(0, 1) + h0 @ W.transpose(0, 1) + b
    i, f, g, o = lin.split(H, dim=-1)
    i = i.sigmoid()
    f = f.sigmoid()
    o = o.sigmoid()
    c1 = f * c0 + i * g
    h1 = o * c1.tanh()
    return h1, c1
