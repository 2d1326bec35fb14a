import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    blocks = zip(U.chunk(4), W.chunk(4), b.chunk(4))
    i, f, g, o = [torch.tanh(x_t @ u.T + h @ w.T + bias) for u, w, bias in blocks]
    c = i * g + f * c
    h = o * torch.tanh(c)
    return h, c
