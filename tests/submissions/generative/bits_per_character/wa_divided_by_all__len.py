import math

import torch


def bits_per_character(model, text, time):
    state, total, count = None, 0.0, 0
    inputs, targets = text[:-1], text[1:]
    for x, y in zip(inputs.split(time), targets.split(time)):
        scores, state = model(x.unsqueeze(0), state)
        total += torch.nn.functional.cross_entropy(scores.squeeze(0), y, reduction="sum").item()
        count += len(y)
    return total / len(text) / math.log(2)
