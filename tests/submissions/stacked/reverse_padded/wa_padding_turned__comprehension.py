import torch

def reverse_padded(x, lengths):
    T = x.size(1)
    return torch.stack([
        torch.stack([seq[n - 1 - t] for t in range(T)])
        for seq, n in zip(x, lengths.tolist())
    ])
