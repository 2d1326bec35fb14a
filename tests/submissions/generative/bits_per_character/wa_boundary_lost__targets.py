import math

import torch


def bits_per_character(model, text, time):
    state, bits = None, 0.0
    for start in range(0, len(text), time):
        piece = text[start : start + time]
        scores, state = model(piece.unsqueeze(0), state)
        logs = torch.log_softmax(scores[0, :-1], dim=-1)
        bits += -logs.gather(-1, piece[1:].unsqueeze(-1)).sum().item() / math.log(2)
    return bits / (len(text) - 1)
