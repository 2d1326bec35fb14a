import torch

def rnn_step(x_t, h, U, W, b):
    # exactly as in the formula, with columns
    z = U @ x_t.T + W @ h.T + b[:, None]
    return torch.tanh(z)
