import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        h = torch.where(real, step(x[:, t], (h, c))[0], h)
        c = torch.where(real, step(x[:, t], (h, c))[1], c)
        hs.append(torch.where(real, h, torch.zeros_like(h)))
    return torch.stack(hs, dim=1), (h, c)
