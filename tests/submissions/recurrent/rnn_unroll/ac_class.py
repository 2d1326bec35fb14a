import torch


class Unroller:
    def __init__(self, step, h):
        self.step = step
        self.h = h
        self.history = []

    def feed(self, x_t, active):
        candidate = self.step(x_t, self.h)
        a = active.unsqueeze(-1)
        self.h = candidate.masked_fill(~a, 0) + self.h.masked_fill(a, 0)
        self.history.append(candidate.masked_fill(~a, 0))


def rnn_unroll(step, x, lengths, h):
    u = Unroller(step, h)
    for t in range(x.size(1)):
        u.feed(x.select(1, t), t < lengths)
    return torch.stack(u.history, dim=1), u.h
