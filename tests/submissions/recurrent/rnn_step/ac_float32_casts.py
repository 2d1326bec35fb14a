import torch

def rnn_step(x_t, h, U, W, b):
    x_t, h, U, W, b = x_t.float(), h.float(), U.float(), W.float(), b.float()
    return torch.tanh(torch.mm(x_t, U.T) + torch.mm(h, W.T) + b)
