import math

import torch


def bits_per_character(model, text, time):
    nats, state = 0.0, None
    for start in range(0, len(text) - 1, time):
        piece = text[start : start + time + 1]
        logits, state = model(piece[None, :-1], state)
        log_p = torch.log_softmax(logits.squeeze(), dim=1)
        nats -= log_p[torch.arange(len(piece) - 1), piece[1:]].sum()
    return nats / math.log(2) / (len(text) - 1)
