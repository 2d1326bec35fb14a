import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    out = torch.full((x.shape[0], x.shape[1], h.shape[1]), float("nan"), dtype=x.dtype, device=x.device)
    for t in range(x.shape[1]):
        real = (t < lengths)
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real[:, None], h_t, h)
        c = torch.where(real[:, None], c_t, c)
        out[real, t] = h_t[real]
    return out, (h, c)
