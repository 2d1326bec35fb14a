import torch

def rnn_unroll(step, x, lengths, h):
    pad = torch.arange(x.shape[1]) >= lengths[:, None]
    with torch.no_grad():
        x[pad] = 0
    outs = []
    for t in range(x.shape[1]):
        real = (~pad[:, t])[:, None]
        new = step(x[:, t], h)
        outs.append(new * real)
        h = torch.where(real, new, h)
    return torch.stack(outs, 1), h
