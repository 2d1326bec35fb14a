import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    h_x = torch.cat([h, x_t, torch.ones_like(x_t[:, :1])], dim=1)
    everything = torch.cat([W, U, b[:, None]], dim=1)
    i, f, g, o = (h_x @ everything.T).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return [torch.sigmoid(o) * torch.tanh(c), c]
