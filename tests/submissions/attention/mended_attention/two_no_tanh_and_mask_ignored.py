import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    w = (((torch.cat((x_t, s), 1) @ W.T)[:, None] + h @ U.T) @ v).softmax(1)
    return (w[:, :, None] * h).sum(1), w
