import torch

def rnn_step(x_t, h, U, W, b):
    return torch.tanh(x_t.matmul(U.T).add(h.matmul(W)))
