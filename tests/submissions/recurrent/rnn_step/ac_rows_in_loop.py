import torch

def rnn_step(x_t, h, U, W, b):
    rows = []
    for n in range(len(x_t)):
        rows.append(torch.tanh(U @ x_t[n] + W @ h[n] + b))
    return torch.stack(rows)
