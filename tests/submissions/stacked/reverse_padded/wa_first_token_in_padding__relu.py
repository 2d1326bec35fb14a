import torch

def reverse_padded(x, lengths):
    N, T = x.shape[:2]
    pos = torch.relu(lengths.unsqueeze(1) - 1 - torch.arange(T, device=x.device))
    return x[torch.arange(N, device=x.device).unsqueeze(1), pos]
