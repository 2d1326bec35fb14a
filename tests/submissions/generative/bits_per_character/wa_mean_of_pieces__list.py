import math

import torch


def bits_per_character(model, text, time):
    means, state = [], None
    for start in range(0, len(text) - 1, time):
        y = text[start + 1 : start + 1 + time]
        scores, state = model(text[start : start + len(y)][None], state)
        means.append(-scores[0].log_softmax(1)[torch.arange(len(y)), y].mean() / math.log(2))
    return sum(means) / len(means)
