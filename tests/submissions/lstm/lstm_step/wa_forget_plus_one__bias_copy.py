import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    # forget gate bias trick (Jozefowicz et al.)
    offset = torch.zeros_like(b)
    offset[H:2 * H] = 1.0
    gates = x_t @ U.T + h @ W.T + (b + offset)
    i, f, g, o = gates.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
