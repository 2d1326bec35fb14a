import torch


def turn(row, length):
    t = torch.arange(row.shape[0], device=row.device)
    return row[torch.where(t < length, length - 1 - t, t)]


def reverse_padded(x, lengths):
    return torch.func.vmap(turn)(x, lengths)
