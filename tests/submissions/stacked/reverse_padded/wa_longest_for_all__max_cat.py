import torch

def reverse_padded(x, lengths):
    L = int(lengths.max())
    return torch.cat((x[:, :L].flip(1), x[:, L:]), dim=1)
