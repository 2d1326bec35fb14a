# Only the number of real tokens is taken from the mask, as if they always stood at the beginning.
import torch

def masked_softmax(scores, mask):
    lengths = mask.sum(dim=1)
    out = torch.zeros_like(scores)
    for n, length in enumerate(lengths.tolist()):
        out[n, :length] = scores[n, :length].softmax(dim=0)
    return out
