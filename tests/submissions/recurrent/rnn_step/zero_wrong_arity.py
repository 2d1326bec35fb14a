import torch

def rnn_step(x_t, h):
    return torch.tanh(x_t + h)
