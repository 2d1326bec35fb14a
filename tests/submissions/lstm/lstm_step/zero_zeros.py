import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    return torch.zeros_like(h), torch.zeros_like(c)
