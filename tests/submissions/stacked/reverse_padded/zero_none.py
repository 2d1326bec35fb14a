import torch

def reverse_padded(x, lengths):
    x.flip(1)
