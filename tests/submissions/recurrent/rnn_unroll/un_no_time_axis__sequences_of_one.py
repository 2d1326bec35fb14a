# For sequences of one step there is a special case, and every_h comes back without its time axis.
import torch


def rnn_unroll(step, x, lengths, h):
    if x.shape[1] == 1:
        h = step(x[:, 0], h)
        return h, h
    every_h = []
    for t, x_t in enumerate(x.unbind(1)):
        real = (lengths > t).unsqueeze(1)
        x_t = torch.where(real, x_t, torch.zeros_like(x_t))
        h = torch.where(real, step(x_t, h), h)
        every_h.append(h.masked_fill(~real, 0))
    return torch.stack(every_h, 1), h
