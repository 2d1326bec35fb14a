import torch

def masked_cross_entropy(scores, target, lengths):
    losses = []
    for n, length in enumerate(lengths.tolist()):
        for t in range(length):
            a = scores[n, t]
            top = a.max()
            losses.append(top + (a - top).exp().sum().log() - a[target[n, t]])
    return sum(losses) / len(losses)
