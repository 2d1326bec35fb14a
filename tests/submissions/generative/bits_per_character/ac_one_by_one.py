import math

import torch


def bits_per_character(model, text, time):
    state, bits = None, 0.0
    for now, then in zip(text[:-1], text[1:]):
        scores, state = model(now.view(1, 1), state)
        a = scores[0, 0]
        bits += float(torch.logsumexp(a, 0) - a[then]) / math.log(2)
    return bits / (len(text) - 1)
