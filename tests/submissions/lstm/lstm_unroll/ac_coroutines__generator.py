import torch
from torch.nn.functional import pad


def walk(step, tokens, state):
    for token in tokens:
        state = step(token[None], state)
        yield state


def lstm_unroll(step, x, lengths, state):
    h, c = state
    rows, last = [], []
    for n, length in enumerate(lengths.tolist()):
        states = list(walk(step, x[n, :length], (h[n : n + 1], c[n : n + 1])))
        rows.append(pad(torch.cat([s[0] for s in states]), (0, 0, 0, x.shape[1] - length)))
        last.append(states[-1])
    last_h, last_c = zip(*last)
    return torch.stack(rows), (torch.cat(last_h), torch.cat(last_c))
