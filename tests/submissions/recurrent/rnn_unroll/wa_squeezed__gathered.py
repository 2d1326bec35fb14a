import torch

def rnn_unroll(step, x, lengths, h):
    every_h = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every_h.append(h)
    every_h = torch.stack(every_h, dim=1)
    index = (lengths - 1)[:, None, None].expand(-1, 1, every_h.shape[2])
    last_h = every_h.gather(1, index).squeeze()
    mask = torch.arange(x.shape[1], device=x.device)[None, :, None] < lengths[:, None, None]
    return every_h.masked_fill(~mask, 0), last_h
