import torch

def rnn_step(x_t, h, U, W, b):
    update = torch.tanh(b + x_t @ U.T + h @ W.T)
    return h + update
