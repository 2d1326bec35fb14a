import torch


def mended_attention(x_t, s, h, mask, W, U, v):
    e = torch.tanh((torch.cat([x_t, s], 1) @ W.T)[:, None] + h @ U.T) @ v
    lengths = mask.sum(1)
    behind = torch.arange(h.shape[1]) >= lengths[:, None]
    a = torch.softmax(e.masked_fill(behind, -torch.inf), 1)
    return (a[:, :, None] * h).sum(1), a
