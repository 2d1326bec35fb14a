import torch
import torch.nn.functional as F

def masked_cross_entropy(scores, target, lengths):
    N, T, V = scores.shape
    mask = target != 0
    losses = F.cross_entropy(scores.reshape(N * T, V), target.reshape(N * T), reduction="none").view(N, T)
    losses = losses.masked_fill(~mask, 0.0)
    return losses.sum() / mask.sum()
