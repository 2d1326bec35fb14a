import torch

def rnn_step(x_t, h, U, W, b):
    return torch.tanh(x_t.matmul(U.t()) + h.matmul(W.t())) + b
