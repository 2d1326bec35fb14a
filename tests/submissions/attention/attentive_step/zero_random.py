import torch

def attentive_step(cell, score, softmax, attend, x_t, state, h, mask):
    return (torch.rand_like(state[0]), torch.rand_like(state[1])), torch.rand_like(h[:, 0]), torch.rand(h.shape[:2])
