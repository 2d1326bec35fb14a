import torch

def lstm_step(x_t, state, U, W, b):
    return torch.zeros_like(state[0])
