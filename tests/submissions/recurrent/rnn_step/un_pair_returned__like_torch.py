import torch

def rnn_step(x_t, h, U, W, b):
    h_t = torch.tanh(torch.nn.functional.linear(x_t, U, b) + h @ W.T)
    output = h_t
    return output, h_t
