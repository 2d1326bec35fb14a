import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    z = x_t @ U.T + h @ W.T + b
    i = torch.sigmoid(z[:, :H])
    f = torch.sigmoid(z[:, H:2*H])
    g = torch.tanh(z[:, 2*H:3*H])
    o = torch.sigmoid(z[:, 3*H:])
    c_t = i * g + f * c
    h_t = o * torch.tanh(c_t)
    state[1].data.copy_(c_t.data)   # keep for the next step
    return h_t, c_t
