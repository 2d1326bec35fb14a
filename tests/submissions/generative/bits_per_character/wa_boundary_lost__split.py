import math

import torch


def bits_per_character(model, text, time):
    state, total, count = None, 0.0, 0
    for piece in text.split(time):
        scores, state = model(piece[None], state)
        for t in range(len(piece) - 1):
            total -= float(scores[0, t].log_softmax(0)[piece[t + 1]])
            count += 1
    return total / max(count, 1) / math.log(2)
