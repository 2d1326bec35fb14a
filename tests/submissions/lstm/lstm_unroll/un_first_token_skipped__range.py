import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    out = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=x.dtype, device=x.device)
    for t in range(1, x.shape[1]):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        out[:, t] = torch.where(real, h_t, torch.zeros_like(h_t))
    return out, (h, c)
