# The index of the last token is made with last -= 1 from lengths itself, which changes the argument.
import torch


def rnn_unroll(step, x, lengths, h):
    last = lengths
    last -= 1
    hs = []
    for t in range(x.shape[1]):
        new = step(torch.where((t <= last)[:, None], x[:, t], torch.zeros_like(x[:, t])), h)
        h = torch.where((t <= last)[:, None], new, h)
        hs.append(torch.where((t <= last)[:, None], new, torch.zeros_like(new)))
    return torch.stack(hs, 1), h
