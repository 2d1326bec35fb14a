import torch
import torch.nn.functional as F

def rnn_step(x_t, h, U, W, b):
    # like torch.nn.RNN: a linear layer for the input, one for the state
    a = F.linear(x_t, U, b)
    a = a + F.linear(h, W, b)
    return torch.tanh(a)
