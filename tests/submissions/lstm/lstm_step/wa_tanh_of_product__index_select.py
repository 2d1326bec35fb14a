import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.size(1)
    s = x_t @ U.T + h @ W.T + b
    rows = torch.arange(4 * H, device=s.device).view(4, H)
    i = torch.sigmoid(s.index_select(1, rows[0]))
    f = torch.sigmoid(s.index_select(1, rows[1]))
    g = torch.tanh(s.index_select(1, rows[2]))
    o = torch.sigmoid(s.index_select(1, rows[3]))
    c = i * g + f * c
    h = torch.tanh(o * c)
    return h, c
