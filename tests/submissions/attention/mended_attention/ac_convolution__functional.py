import torch
import torch.nn.functional as F

def mended_attention(x_t, s, h, mask, W, U, v):
    keys = F.conv1d(h.transpose(1, 2), U.unsqueeze(2))  # (batch, out, source)
    query = F.linear(torch.cat((x_t, s), dim=1), W).unsqueeze(2)
    e = torch.tensordot(torch.tanh(query + keys), v, dims=([1], [0]))
    weights = torch.softmax(e.masked_fill(~mask, -torch.inf), dim=1)
    return (weights.unsqueeze(2) * h).sum(dim=1), weights
