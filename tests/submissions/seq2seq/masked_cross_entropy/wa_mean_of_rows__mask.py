import torch
import torch.nn.functional as F

def masked_cross_entropy(scores, target, lengths):
    N, T, V = scores.shape
    mask = torch.arange(T).unsqueeze(0) < lengths.unsqueeze(1)
    losses = F.cross_entropy(scores.reshape(N * T, V), target.reshape(N * T), reduction="none").view(N, T)
    losses = losses.masked_fill(~mask, 0.0)
    return (losses.sum(1) / lengths).mean()
