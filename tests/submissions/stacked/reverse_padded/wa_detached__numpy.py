import torch

def reverse_padded(x, lengths):
    a = x.detach().numpy().copy()
    for n, L in enumerate(lengths.tolist()):
        a[n, :L] = a[n, :L][::-1].copy()
    return torch.from_numpy(a)
