import torch

def lstm_unroll(step, x, lengths, state):
    N, T, D = x.shape
    H = state[0].size(1)
    x = x.contiguous().view(T, N, D)
    h, c = state
    out = x.new_zeros(T, N, H)
    for t in range(T):
        ok = (t < lengths)[:, None]
        h_t, c_t = step(x[t], (h, c))
        h, c = torch.where(ok, h_t, h), torch.where(ok, c_t, c)
        out[t] = torch.where(ok, h_t, torch.zeros_like(h_t))
    return out.view(N, T, H), (h, c)
