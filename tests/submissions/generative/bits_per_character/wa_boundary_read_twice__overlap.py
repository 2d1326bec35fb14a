# Gives the model the last target of a piece as well, and again as the first character of the next piece, so the state has read it twice.
import math

import torch


@torch.no_grad()
def bits_per_character(model, text, time):
    state, bits = None, []
    for start in range(0, len(text) - 1, time):
        piece = text[start : start + time + 1]
        logits, state = model(piece[None], state)
        log_p = logits[0, :-1].log_softmax(-1)
        bits.append(-log_p[torch.arange(len(piece) - 1), piece[1:]] / math.log(2))
    return torch.cat(bits).mean()
