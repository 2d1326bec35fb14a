# The scores of the padding are set to -10, which leaves them a small weight.
import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    query = torch.cat((x_t, s), dim=1) @ W.T
    e = torch.tanh(query.unsqueeze(1) + h @ U.T) @ v
    weights = torch.softmax(e.masked_fill(~mask, -10.0), dim=1)
    return (weights.unsqueeze(1) @ h).squeeze(1), weights
