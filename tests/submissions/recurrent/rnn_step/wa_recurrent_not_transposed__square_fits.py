import torch

def rnn_step(x_t, h, U, W, b):
    a = torch.mm(x_t, U.transpose(0, 1))
    a = a + torch.mm(h, W)   # W est carrée, pas besoin de transposer
    a = a + b
    return torch.tanh(a)
