import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, _ = x.shape
    H = h.shape[1]
    hs = []
    for t in range(T):
        real = (t < lengths).view(N, 1)
        new_h, new_c = step(x[:, t], (h, c))
        h = torch.where(real, new_h, h)
        c = torch.where(real, new_c, c)
        hs.append(h * real.to(h.dtype))
    hs = torch.cat(hs)                     # (T * N, H)
    return hs.view(N, T, H), (h, c)
