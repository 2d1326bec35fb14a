# Works for vectors alone: word numbers of shape (batch, time) have no last axis to expand over.
import torch


def reverse_padded(x, lengths):
    batch, time = x.size(0), x.size(1)
    index = torch.arange(time, device=x.device).repeat(batch, 1)
    for n in range(batch):
        index[n, : lengths[n]] = index[n, : lengths[n]].flip(0)
    return torch.gather(x, 1, index.unsqueeze(2).expand(-1, -1, x.size(2)))
