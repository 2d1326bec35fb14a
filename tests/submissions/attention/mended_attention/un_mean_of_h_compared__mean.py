import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    q = torch.cat([x_t, s], dim=1)
    a = torch.nn.functional.linear(q, W).unsqueeze(1) + torch.nn.functional.linear(h, U).cumsum(1)
    e = torch.matmul(torch.tanh(a), v)
    e = e.masked_fill(~mask, float("-inf"))
    alpha = torch.softmax(e, dim=1)
    z = torch.bmm(alpha.unsqueeze(1), h).squeeze(1)
    return z, alpha
