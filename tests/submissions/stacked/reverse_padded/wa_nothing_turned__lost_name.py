import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for row, l in zip(out, lengths.tolist()):
        row = torch.cat((row[:l].flip(0), row[l:]))
    return out
