import torch

def reverse_padded(x, lengths):
    words = x.dim() == 2
    z = x.unsqueeze(-1) if words else x
    t = torch.arange(z.shape[1], device=x.device)
    idx = torch.where(t < lengths[:, None], lengths[:, None] - 1 - t, t)
    z = z.gather(1, idx[..., None].expand(z.shape))
    return z.squeeze(-1)     # numbers of words have no third axis
