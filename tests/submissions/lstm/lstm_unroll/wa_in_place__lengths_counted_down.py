# The remaining tokens are counted down in lengths itself, so the caller's lengths are changed.
import torch


def lstm_unroll(step, x, lengths, state):
    h, c = state
    every_h = []
    for t in range(x.size(1)):
        going = (lengths > 0)[:, None]
        new_h, new_c = step(x[:, t], (h, c))
        h = torch.where(going, new_h, h)
        c = torch.where(going, new_c, c)
        every_h.append(torch.where(going, h, torch.zeros_like(h)))
        lengths -= 1
    return torch.stack(every_h, dim=1), (h, c)
