import torch

def rnn_step(x_t, h, U, W, b):
    h_new = h.clone()
    h_new = h_new + torch.tanh(x_t @ U.T + h @ W.T)
    h_new = h_new + b
    return h_new
