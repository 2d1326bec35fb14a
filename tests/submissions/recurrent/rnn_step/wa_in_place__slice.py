import torch

def rnn_step(x_t, h, U, W, b):
    nouveau = torch.tanh(torch.matmul(h, W.T) + torch.matmul(x_t, U.T) + b)
    h[:] = nouveau
    return h
