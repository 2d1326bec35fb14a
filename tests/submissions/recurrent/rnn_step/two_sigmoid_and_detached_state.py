import torch

def rnn_step(x_t, h, U, W, b):
    passe = h.clone().detach()
    return 1 / (1 + torch.exp(-(x_t @ U.T + passe @ W.T + b)))
