# Squeezes lengths before it loops over them, so a batch of one row is a number and the loop fails.
import numpy as np
import torch


def reverse_padded(x, lengths):
    sizes = np.squeeze(lengths.cpu().numpy())
    order = np.tile(np.arange(x.shape[1]), (x.shape[0], 1))
    for n, size in enumerate(sizes):
        order[n, :size] = order[n, :size][::-1].copy()
    order = torch.from_numpy(order).to(x.device)
    return torch.stack([x[n].index_select(0, order[n]) for n in range(x.shape[0])])
