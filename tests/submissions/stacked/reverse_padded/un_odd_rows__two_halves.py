# Exchanges the two halves of a row and forgets that a row of odd length has a token in the middle.
import torch


def reverse_padded(x, lengths):
    out = x.clone()
    for n, length in enumerate(lengths.tolist()):
        half = length // 2
        out[n, :half] = x[n, length - half : length].flip(0)
        out[n, half : 2 * half] = x[n, :half].flip(0)
    return out
