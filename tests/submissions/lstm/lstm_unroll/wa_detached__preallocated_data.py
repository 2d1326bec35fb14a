import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, _ = x.shape
    hs = x.new_zeros(N, T, h.shape[1])
    h_last, c_last = h, c
    for t in range(T):
        real = (lengths > t).view(N, 1)
        h_t, c_t = step(x[:, t], (h, c))
        hs[:, t] = h_t * real
        h_last = torch.where(real, h_t, h_last)
        c_last = torch.where(real, c_t, c_last)
        h = h_last.data
        c = c_last.data
    return hs, (h_last, c_last)
