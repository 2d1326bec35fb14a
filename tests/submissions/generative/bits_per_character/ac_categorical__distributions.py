import math

import torch
from torch.distributions import Categorical


@torch.no_grad()
def bits_per_character(model, text, time):
    state, log_p = None, 0.0
    for x, y in zip(torch.split(text[:-1], time), torch.split(text[1:], time)):
        logits, state = model(x.view(1, -1), state)
        log_p = log_p + Categorical(logits=logits).log_prob(y.view(1, -1)).sum()
    return -log_p / (math.log(2) * (len(text) - 1))
