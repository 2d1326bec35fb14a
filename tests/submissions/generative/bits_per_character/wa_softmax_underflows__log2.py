import math

import torch


def bits_per_character(model, text, time):
    state, bits = None, 0.0
    for x, y in zip(text[:-1].split(time), text[1:].split(time)):
        scores, state = model(x[None], state)
        p = torch.softmax(scores[0], dim=-1)
        bits -= p[torch.arange(len(y)), y].log2().sum()
    return bits / (len(text) - 1)
