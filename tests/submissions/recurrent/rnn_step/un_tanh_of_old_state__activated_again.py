import torch

def rnn_step(x_t, h, U, W, b):
    mémoire = torch.tanh(h)
    return torch.tanh(x_t @ U.T + mémoire @ W.T + b)
