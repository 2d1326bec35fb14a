import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    T = x.shape[1]
    outs = [None] * T
    for t in range(T - 1, -1, -1):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        outs[t] = torch.where(real, h_t, torch.zeros_like(h_t))
    return torch.stack(outs, dim=1), (h, c)
