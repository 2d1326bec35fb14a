import torch

def rnn_step(x_t, h, U, W, b):
    termes = [x_t @ U.T, h @ W.T, b.expand(h.shape)]
    return sum(torch.tanh(terme) for terme in termes)
