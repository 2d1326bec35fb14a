import torch

def rnn_step(x_t, h, U, W, b):
    inputs = torch.cat([x_t, h], dim=-1)
    weights = torch.cat([U, W], dim=-1)
    return inputs @ weights.mT + b
