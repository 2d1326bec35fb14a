import torch

def lstm_step(x_t, state, U, W, b):
    h, c = (s.double() for s in state)
    packed = x_t.double() @ U.double().T + h @ W.double().T + b.double()
    i, f, g, o = packed.unflatten(-1, (4, h.shape[1])).unbind(-2)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * torch.tanh(c), c
