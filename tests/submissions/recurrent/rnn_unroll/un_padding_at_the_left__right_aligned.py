import torch

def rnn_unroll(step, x, lengths, h):
    T = x.shape[1]
    outs = []
    for t in range(T):
        real = (t >= T - lengths)[:, None]
        new = step(x[:, t], h)
        outs.append(new * real)
        h = torch.where(real, new, h)
    return torch.stack(outs, 1), h
