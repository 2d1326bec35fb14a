import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    size = x_t.shape[1]
    q = x_t @ W[:, :size].T + s @ W[:, size:].T
    e = (torch.tanh(q[:, None] + h @ U.T) * v).sum(-1)
    w = torch.softmax(torch.where(mask, e, torch.tensor(float('-inf'))), -1)
    return (w[..., None] * h).sum(1), w
