import torch

def reverse_padded(x, lengths):
    l = lengths[0].item()
    order = list(range(l))[::-1] + list(range(l, x.shape[1]))
    return x.index_select(1, torch.tensor(order, device=x.device))
