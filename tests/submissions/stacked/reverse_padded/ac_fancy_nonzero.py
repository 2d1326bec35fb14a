import torch

def reverse_padded(x, lengths):
    masque = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    n, t = masque.nonzero(as_tuple=True)
    y = x.clone()
    y[n, t] = x[n, lengths[n] - 1 - t]
    return y
