import torch

def rnn_step(x_t, h, U, W, b):
    """h_t = tanh(W h + b)"""
    pre = torch.addmm(b, h, W.T)
    return torch.tanh(pre)
