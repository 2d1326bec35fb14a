import torch

memory = None

def lstm_step(x_t, state, U, W, b):
    global memory
    if memory is None or memory[0].shape != state[0].shape or memory[0].dtype != state[0].dtype:
        memory = state
    h, c = memory
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    memory = (h.detach(), c.detach())
    return h, c
