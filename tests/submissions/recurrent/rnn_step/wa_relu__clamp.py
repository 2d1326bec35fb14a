import torch

def rnn_step(x_t, h, U, W, b):
    score = torch.nn.functional.linear(x_t, U) + torch.nn.functional.linear(h, W) + b
    return score.clamp(min=0)
