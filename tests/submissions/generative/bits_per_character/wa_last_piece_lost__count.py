import math

import torch


def bits_per_character(model, text, time):
    state, bits = None, 0.0
    for k in range((len(text) - 1) // time):
        x, y = text[k * time : (k + 1) * time], text[k * time + 1 : (k + 1) * time + 1]
        scores, state = model(x[None], state)
        bits -= float(scores[0].log_softmax(-1)[range(time), y].sum()) / math.log(2)
    return bits / (len(text) - 1)
