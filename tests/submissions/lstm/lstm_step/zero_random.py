import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    return torch.randn_like(h), torch.randn_like(c)
