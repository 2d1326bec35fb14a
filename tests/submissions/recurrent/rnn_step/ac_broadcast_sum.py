import torch

def rnn_step(x_t, h, U, W, b):
    entree = (x_t[:, None, :] * U[None]).sum(-1)
    etat = (h[:, None, :] * W[None]).sum(-1)
    return torch.tanh(entree + etat + b[None])
