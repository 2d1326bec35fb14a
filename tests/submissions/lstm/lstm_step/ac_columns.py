import torch

def lstm_step(x_t, state, U, W, b):
    x, h, c = x_t.T, state[0].T, state[1].T   # one column for each example
    a = U @ x + W @ h + b.unsqueeze(1)
    H = h.shape[0]
    i, f, g, o = a[:H].sigmoid(), a[H:2*H].sigmoid(), a[2*H:3*H].tanh(), a[3*H:].sigmoid()
    c = i * g + f * c
    return (o * c.tanh()).T, c.T
