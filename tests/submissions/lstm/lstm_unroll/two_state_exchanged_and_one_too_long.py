import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        real = (t <= lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h, c = torch.where(real, h_t, h), torch.where(real, c_t, c)
        hs.append(h_t.masked_fill(~real, 0))
    return torch.stack(hs, dim=1), (c, h)
