import math

import torch


def bits_per_character(model, text, time):
    state, nats = None, 0.0
    for x, y in zip(text[:-1].split(time), text[1:].split(time)):
        scores, state = model(x[None], state)
        nats += torch.nn.functional.nll_loss(scores[0].log_softmax(dim=0), y, reduction="sum").item()
    return nats / math.log(2) / (len(text) - 1)
