import torch

def rnn_step(x_t, h, U, W, b):
    hidden, inputs = U.shape
    return torch.tanh(x_t @ U.reshape(inputs, hidden) + h @ W.T + b)
