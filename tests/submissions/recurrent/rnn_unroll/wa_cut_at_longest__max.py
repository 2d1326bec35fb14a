import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(lengths.max().item()):
        real = (t < lengths)[:, None]
        new = step(x[:, t], h)
        outs.append(torch.where(real, new, torch.zeros_like(new)))
        h = torch.where(real, new, h)
    return torch.stack(outs, 1), h
