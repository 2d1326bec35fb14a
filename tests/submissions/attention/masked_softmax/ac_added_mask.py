import torch

def masked_softmax(scores, mask):
    penalty = torch.zeros_like(scores).masked_fill(~mask, float('-inf'))
    return (scores + penalty).softmax(1)
