# Whether U must be transposed is guessed from its shape, which goes wrong if there are as many inputs as hidden units.
import torch


def fitted(weight, n):
    return weight if weight.shape[0] == n else weight.T


def rnn_step(x_t, h, U, W, b):
    n_in = x_t.shape[1]
    return torch.tanh(torch.mm(x_t, fitted(U, n_in)) + torch.mm(h, W.T) + b)
