import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    return torch.zeros(len(h), h.shape[2]), torch.zeros(h.shape[:2])
