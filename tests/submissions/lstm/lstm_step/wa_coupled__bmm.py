import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    n, H = h.shape
    U_blocks = U.view(4, H, x_t.shape[1]).transpose(1, 2)
    W_blocks = W.view(4, H, H).transpose(1, 2)
    pre = torch.bmm(x_t.expand(4, -1, -1), U_blocks) + torch.bmm(h.expand(4, -1, -1), W_blocks)
    pre = pre + b.view(4, 1, H)
    i = torch.sigmoid(pre[0])
    g = torch.tanh(pre[2])
    o = torch.sigmoid(pre[3])
    c = i * g + (1 - i) * c
    return o * torch.tanh(c), c
