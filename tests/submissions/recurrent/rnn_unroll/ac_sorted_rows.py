import torch

def rnn_unroll(step, x, lengths, h):
    # longest sentence first: the living rows are then always a prefix
    order = torch.argsort(lengths, descending=True)
    back = torch.argsort(order)
    x, h, L = x[order], h[order], lengths[order]
    T = x.shape[1]
    cols = []
    for t in range(T):
        k = int((L > t).sum())
        if k > 0:
            vivants = step(x[:k, t], h[:k])
            h = torch.cat([vivants, h[k:]])
            cols.append(torch.cat([vivants, torch.zeros_like(h[k:])]))
        else:
            cols.append(torch.zeros_like(h))
    return torch.stack(cols, dim=1)[back], h[back]
