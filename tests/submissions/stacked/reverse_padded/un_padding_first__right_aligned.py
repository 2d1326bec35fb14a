import torch

def reverse_padded(x, lengths):
    # the sentence starts after the padding now
    return torch.stack([torch.cat([row[L:], row[:L].flip(0)]) for row, L in zip(x, lengths.tolist())])
