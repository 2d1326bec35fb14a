import torch

def reverse_padded(x, lengths):
    B, T = x.shape[:2]
    flat = x.reshape(B, T, -1)
    P = torch.zeros(B, T, T, dtype=torch.float64)
    for n, L in enumerate(lengths.tolist()):
        for t in range(T):
            P[n, t, L - 1 - t if t < L else t] = 1
    return (P @ flat.double()).to(x.dtype).reshape(x.shape)
