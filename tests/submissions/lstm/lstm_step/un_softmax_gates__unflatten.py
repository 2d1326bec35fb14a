import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    z = (x_t @ U.T + h @ W.T + b).unflatten(1, (4, -1))
    i, f, o = torch.softmax(z[:, [0, 1, 3]], dim=1).unbind(1)
    g = torch.tanh(z[:, 2])
    c = i * g + f * c
    return o * torch.tanh(c), c
