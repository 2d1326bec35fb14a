import torch

def rnn_step(x_t, h, U, W, b):
    wx = torch.einsum("bi,ji->bj", x_t, U)
    wh = torch.einsum("bi,ji->j", h, W)
    return torch.tanh(wx + wh + b)
