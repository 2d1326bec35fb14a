import torch

def reverse_padded(x, lengths):
    return torch.stack([torch.cat((row[:L].flip(0), row[L:])) for row, L in zip(x, lengths.tolist())])
