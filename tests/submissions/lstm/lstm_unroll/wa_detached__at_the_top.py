import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        real = (t < lengths)[:, None]
        h, c = h.detach(), c.detach()
        h_t, c_t = step(x[:, t], (h, c))
        hs.append(torch.where(real, h_t, torch.zeros_like(h_t)))
        h, c = torch.where(real, h_t, h), torch.where(real, c_t, c)
    return torch.stack(hs, dim=1), (h, c)
