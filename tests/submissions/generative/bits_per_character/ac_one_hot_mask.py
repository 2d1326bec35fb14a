import math

import torch


def bits_per_character(model, text, time):
    n, state = text.numel(), None
    total = torch.zeros((), dtype=torch.float64)
    for k in range(math.ceil((n - 1) / time)):
        x = text[k * time : min((k + 1) * time, n - 1)]
        y = text[k * time + 1 : k * time + 1 + len(x)]
        scores, state = model(x.reshape(1, len(x)), state)
        mask = torch.nn.functional.one_hot(y, scores.shape[-1]).bool()
        total = total - torch.log_softmax(scores[0].double(), 1)[mask].sum()
    return total / ((n - 1) * math.log(2))
