import torch

def rnn_unroll(step, x, lengths, h):
    every, last = [], []
    for n in range(x.shape[0]):
        s, rows = h[n : n + 1], []
        for t in range(int(lengths[n])):
            s = step(x[n : n + 1, t], s)
            rows.append(s)
        rows += [torch.zeros_like(s)] * (x.shape[1] - int(lengths[n]))
        every.append(torch.cat(rows))
        last.append(s)
    return torch.stack(every), torch.cat(last)
