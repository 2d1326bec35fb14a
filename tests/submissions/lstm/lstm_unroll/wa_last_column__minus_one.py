import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, _ = x.shape
    hs = x.new_zeros(N, T, h.shape[1])
    for t in range(T):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        hs[:, t] = torch.where(real, h_t, torch.zeros_like(h_t))
    return hs, (hs[:, -1], c)
