import torch

@torch.no_grad()
def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, 1)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    c = i * g + f * c
    return o * c.tanh(), c
