import torch

def reverse_padded(x, lengths):
    T = x.shape[1]
    return x[:, torch.arange(T - 1, -1, -1, device=x.device)]
