import torch

def rnn_unroll(step, x, lengths, h):
    # longest rows first: at each step only a prefix of the rows goes on
    order = torch.argsort(lengths, descending=True)
    back = torch.argsort(order)
    x, h, l = x[order], h[order], lengths[order]
    outs = []
    for t in range(x.shape[1]):
        n = int((l > t).sum())
        if n:
            h = torch.cat([step(x[:n, t], h[:n]), h[n:]])
        outs.append(torch.cat([h[:n], torch.zeros_like(h[n:])]))
    return torch.stack(outs, 1)[back], h[back]
