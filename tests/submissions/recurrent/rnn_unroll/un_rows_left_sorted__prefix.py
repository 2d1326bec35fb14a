import torch

def rnn_unroll(step, x, lengths, h):
    lengths, order = torch.sort(lengths, descending=True)
    x = x[order]
    h = h[order]
    cols = []
    for t in range(x.shape[1]):
        k = int((lengths > t).sum())
        if k:
            h = torch.cat([step(x[:k, t], h[:k]), h[k:]])
        cols.append(torch.cat([h[:k], torch.zeros_like(h[k:])]))
    return torch.stack(cols, dim=1), h
