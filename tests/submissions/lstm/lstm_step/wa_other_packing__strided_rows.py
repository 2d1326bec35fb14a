import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    out = []
    for k in range(4):
        # gate number k
        out.append(x_t @ U[k::4].T + h @ W[k::4].T + b[k::4])
    i = torch.sigmoid(out[0])
    f = torch.sigmoid(out[1])
    g = torch.tanh(out[2])
    o = torch.sigmoid(out[3])
    c_t = i * g + f * c
    h_t = o * torch.tanh(c_t)
    return h_t, c_t
