# The probability is clamped away from zero before the logarithm, so the loss of a very unlikely word is cut off and has no gradient.
import torch

def masked_cross_entropy(logits, labels, lengths):
    p = logits.softmax(-1).clamp(min=1e-12)
    total = 0
    for n in range(len(lengths)):
        for t in range(lengths[n]):
            total = total - torch.log(p[n, t, labels[n, t]])
    return total / lengths.sum()
