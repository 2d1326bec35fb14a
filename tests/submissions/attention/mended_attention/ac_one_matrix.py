import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    pairs = torch.cat((x_t[:, None].expand(-1, h.shape[1], -1), s[:, None].expand(-1, h.shape[1], -1), h), 2)
    e = torch.tanh(pairs @ torch.cat((W, U), 1).T) @ v
    weights = e.masked_fill(~mask, -1e30).softmax(1)
    return torch.einsum('bs,bsv->bv', weights, h), weights
