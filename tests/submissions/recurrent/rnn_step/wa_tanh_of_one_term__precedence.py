import torch

def rnn_step(x_t, h, U, W, b):
    past = h @ W.T + b
    return past + (x_t @ U.T).tanh()
