import torch


def mended_attention(x_t, s, h, mask, W, U, v):
    q = torch.nn.functional.linear(torch.cat([x_t, s], 1), W).unsqueeze(1)
    e = torch.tanh(q + torch.nn.functional.linear(h, U)).matmul(v)
    e = torch.where(mask, torch.full_like(e, -1e8), e)
    a = torch.softmax(e, 1)
    return torch.bmm(a.unsqueeze(1), h).squeeze(1), a
