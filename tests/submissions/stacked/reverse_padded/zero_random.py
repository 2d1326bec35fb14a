import torch

def reverse_padded(x, lengths):
    return torch.rand(x.shape).to(x.dtype)
