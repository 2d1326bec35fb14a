# The labels of the padding are set to -100 in the argument itself.
import torch
import torch.nn.functional as F

def masked_cross_entropy(logits, labels, lengths):
    for n, length in enumerate(lengths):
        labels[n, length:] = -100
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))
