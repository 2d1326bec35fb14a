import torch

def lstm_step(x_t, state, U, W, b):
    # half precision is enough
    h, c = state[0].half(), state[1].half()
    i, f, g, o = (x_t.half() @ U.half().T + h @ W.half().T + b.half()).chunk(4, dim=1)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h.to(x_t.dtype), c.to(x_t.dtype)
