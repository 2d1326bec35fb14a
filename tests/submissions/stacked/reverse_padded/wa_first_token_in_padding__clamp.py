import torch

def reverse_padded(x, lengths):
    t = torch.arange(x.shape[1], device=x.device)
    index = (lengths.unsqueeze(1) - 1 - t).clamp(min=0)
    index = index.reshape(index.shape + (1,) * (x.dim() - 2)).expand_as(x)
    return torch.gather(x, 1, index)
