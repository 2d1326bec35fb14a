import math
from functools import reduce

import torch


@torch.no_grad()
def bits_per_character(model, text, time):
    """In base two from the start: scores / ln 2, and logaddexp2 over the symbols."""
    bits, state = [], None
    for x, y in zip(text[:-1].split(time), text[1:].split(time)):
        logits, state = model(x[None], state)
        scores = logits[0].double() / math.log(2)
        every = reduce(torch.logaddexp2, scores.unbind(dim=-1))
        bits.append(every - scores.gather(1, y[:, None].long()).squeeze(1))
    return torch.cat(bits).mean()
