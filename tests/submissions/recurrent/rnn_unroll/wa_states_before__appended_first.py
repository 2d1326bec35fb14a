import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(x.shape[1]):
        real = (t < lengths).reshape(-1, 1)
        outs.append(torch.where(real, h, torch.zeros_like(h)))
        h = torch.where(real, step(x[:, t], h), h)
    return torch.stack(outs, dim=1), h
