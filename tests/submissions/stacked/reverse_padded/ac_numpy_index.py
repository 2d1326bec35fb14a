import torch

import numpy as np

def reverse_padded(x, lengths):
    T = x.shape[1]
    L = lengths.cpu().numpy()
    index = np.tile(np.arange(T), (len(L), 1))
    for n in range(len(L)):
        index[n, : L[n]] = index[n, : L[n]][::-1].copy()
    return x[np.arange(len(L))[:, None], index]
