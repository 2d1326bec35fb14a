import torch

def reverse_padded(x, lengths):
    out = []
    for row, l in zip(x, lengths.tolist()):
        out.insert(0, torch.cat((row[:l].flip(0), row[l:])))
    return torch.stack(out)
