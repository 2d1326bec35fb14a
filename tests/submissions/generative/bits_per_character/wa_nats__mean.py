import math

import torch


def bits_per_character(model, text, time):
    logs = []
    state = None
    k = 0
    while k < len(text) - 1:
        stop = min(k + time, len(text) - 1)
        scores, state = model(text[None, k:stop], state)
        p = scores - scores.logsumexp(dim=-1, keepdim=True)
        for j in range(stop - k):
            logs.append(p[0, j, text[k + j + 1]])
        k = stop
    return -torch.stack(logs).mean()
