import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        h_next, c = step(x[:, t], (h, c))
        h = torch.where(real, h_next, h)
        hs.append(torch.where(real, h_next, torch.zeros_like(h_next)))
    return torch.stack(hs, dim=1), (h, c)
