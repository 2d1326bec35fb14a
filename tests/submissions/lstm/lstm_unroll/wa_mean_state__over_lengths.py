import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    N, T, _ = x.shape
    out = x.new_zeros(N, T, h.size(1))
    for t in range(T):
        m = (lengths > t).to(x.dtype)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = m * h_t + (1 - m) * h
        c = m * c_t + (1 - m) * c
        out[:, t] = m * h_t
    pooled = out.sum(1) / lengths[:, None].to(x.dtype)
    return out, (pooled, c)
