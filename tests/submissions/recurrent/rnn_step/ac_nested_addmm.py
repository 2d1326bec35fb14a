import torch

def rnn_step(x_t, h, U, W, b):
    z = torch.addmm(torch.addmm(b, x_t, U.t()), h, W.t())
    z.tanh_()  # our own tensor
    return z
