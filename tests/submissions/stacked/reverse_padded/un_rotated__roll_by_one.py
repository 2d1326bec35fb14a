import torch

def reverse_padded(x, lengths):
    return torch.stack([
        torch.cat([row[:l].roll(1, 0), row[l:]]) for row, l in zip(x, lengths.tolist())
    ])
