import math

import torch


def bits_per_character(model, text, time):
    parts, state = [], None
    for piece in text[:-1].split(time):
        scores, state = model(piece[None, :], state)
        parts.append(scores[0])
    scores = torch.cat(parts)
    loss = torch.nn.CrossEntropyLoss()(scores, text[1:])
    return loss / torch.tensor(2.0, dtype=loss.dtype).log()
