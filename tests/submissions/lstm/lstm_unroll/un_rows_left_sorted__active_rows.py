import torch

def lstm_unroll(step, x, lengths, state):
    lengths, order = lengths.sort(descending=True)
    x = x[order]
    h, c = state[0][order], state[1][order]
    hs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        hs.append(torch.where(real, h_t, torch.zeros_like(h_t)))
    return torch.stack(hs, dim=1), (h, c)
