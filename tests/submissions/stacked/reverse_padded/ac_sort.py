import torch

def reverse_padded(x, lengths):
    # a key that grows where tokens are to come: real ones backwards, padding behind them
    t = torch.arange(x.shape[1], device=x.device).repeat(x.shape[0], 1)
    key = torch.where(t < lengths[:, None], -t, t)
    order = key.argsort(dim=1)
    return torch.stack([x[n, order[n]] for n in range(len(x))])
