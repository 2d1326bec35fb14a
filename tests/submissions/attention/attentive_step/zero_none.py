import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    torch.zeros(3)
