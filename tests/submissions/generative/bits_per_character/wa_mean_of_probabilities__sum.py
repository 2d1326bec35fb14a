import math

import torch


def bits_per_character(model, text, time):
    state, total, count = None, 0.0, 0
    inputs, targets = text[:-1], text[1:]
    for x, y in zip(inputs.split(time), targets.split(time)):
        scores, state = model(x.unsqueeze(0), state)
        total += torch.softmax(scores[0], 1)[torch.arange(len(y)), y].sum().item()
        count += len(y)
    return -math.log2(total / count)
