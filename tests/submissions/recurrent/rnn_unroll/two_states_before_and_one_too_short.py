import torch

def rnn_unroll(step, x, lengths, h):
    out = []
    for t in range(x.shape[1]):
        m = (lengths - 1 > t)[:, None]
        out.append(torch.where(m, h, torch.zeros_like(h)))
        h = torch.where(m, step(x[:, t], h), h)
    return torch.stack(out, dim=1), h
