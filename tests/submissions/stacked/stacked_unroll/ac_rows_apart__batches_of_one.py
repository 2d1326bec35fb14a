import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    tops, ends = [], []
    for n, length in enumerate(lengths.tolist()):
        me = slice(n, n + 1)
        h, end = x[me, :length], []
        for step, (h0, c0) in zip(steps, states):
            h, last = unroll(step, h, lengths[me], (h0[me], c0[me]))
            end.append(last)
        padding = h.new_zeros(1, x.shape[1] - length, h.shape[2])
        tops.append(torch.cat([h, padding], dim=1))
        ends.append(end)
    return torch.cat(tops), [tuple(torch.cat(part) for part in zip(*layer)) for layer in zip(*ends)]
