import math

import torch


def bits_per_character(model, text, time):
    mean, seen, state = 0.0, 0, None
    for piece in text[:-1].split(time):
        with torch.no_grad():
            scores, state = model(piece[None], state)
        y = text[seen + 1 : seen + 1 + len(piece)]
        here = torch.nn.functional.cross_entropy(scores.transpose(1, 2), y[None]).item()
        mean += (here - mean) * len(piece) / (seen + len(piece))
        seen += len(piece)
    return mean / math.log(2)
