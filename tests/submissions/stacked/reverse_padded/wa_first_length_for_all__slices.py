import torch

def reverse_padded(x, lengths):
    L = int(lengths[0])
    return torch.cat([x[:, :L].flip(1), x[:, L:]], dim=1)
