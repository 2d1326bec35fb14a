import torch
from torch import nn

def masked_cross_entropy(scores, target, lengths):
    keep = [(n, t) for n, length in enumerate(lengths.tolist()) for t in range(length)]
    rows, times = zip(*keep)
    picked = scores[list(rows), list(times)]
    return nn.NLLLoss()(nn.LogSoftmax(dim=1)(picked), target[list(rows), list(times)])
