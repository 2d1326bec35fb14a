import torch

def rnn_unroll(step, x, lengths, h):
    every = torch.stack([step(x_t, h) for x_t in x.unbind(1)], dim=1)
    T = x.shape[1]
    mask = torch.arange(T, device=x.device)[None, :] < lengths[:, None]
    last = every[torch.arange(len(x)), lengths - 1]
    return every * mask[..., None], last
