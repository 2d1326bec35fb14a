import torch

def rnn_unroll(step, x, lengths, h):
    longest = max(lengths.tolist())
    outs = []
    for t in range(longest):
        real = (lengths > t).unsqueeze(-1)
        h = torch.where(real, step(x[:, t], h), h)
        outs.append(h.where(real, torch.zeros((), dtype=h.dtype)))
    every = torch.stack(outs, 1)
    rest = every.new_zeros(x.shape[0], x.shape[1] - longest, every.shape[2])
    return torch.cat([every, rest], dim=1), h
