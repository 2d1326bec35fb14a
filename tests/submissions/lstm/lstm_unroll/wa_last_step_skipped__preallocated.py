import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, D = x.shape
    all_h = x.new_zeros(N, T, h.shape[1])
    for t in range(T - 1):
        real = (lengths > t)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        all_h[:, t] = torch.where(real, h_t, torch.zeros_like(h_t))
    return all_h, (h, c)
