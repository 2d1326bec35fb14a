import torch

def rnn_step(x_t, h, U, W, b):
    h_prev = h.detach()  # the past is constant in this step
    a = x_t @ U.mT
    a = a + h_prev @ W.mT
    return torch.tanh(a + b)
