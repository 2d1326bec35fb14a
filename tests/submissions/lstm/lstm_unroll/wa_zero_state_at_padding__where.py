import torch

def lstm_unroll(step, x, lengths, state):
    N, T = x.shape[0], x.shape[1]
    h, c = state
    real = torch.arange(T, device=x.device).repeat(N, 1) < lengths.unsqueeze(1)
    H = torch.zeros(N, T, h.shape[1], dtype=h.dtype, device=h.device)
    zero = torch.zeros_like(h)
    for t in range(T):
        r = real[:, t].unsqueeze(1)
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(r, h_t, zero)
        c = torch.where(r, c_t, zero)
        H[:, t] = h
    return H, (h, c)
