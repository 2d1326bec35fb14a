import torch

def lstm_step(x_t, state, U, W, b):
    prev_h, prev_c = state
    a = (x_t @ U.T + prev_h @ W.T + b).unflatten(1, (4, prev_h.shape[1]))
    i, f, o = (torch.sigmoid(a[:, k]) for k in (0, 1, 3))
    g = torch.tanh(a[:, 2])
    return o * torch.tanh(prev_c), torch.addcmul(i * g, f, prev_c)
