import torch

def rnn_step(x_t, h, U, W, b):
    somme = b + torch.einsum("bi,oi->bo", x_t, U) + torch.einsum("bi,oi->bo", h, W)
    return torch.sigmoid(somme)
