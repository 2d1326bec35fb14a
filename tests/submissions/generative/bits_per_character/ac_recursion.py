import math

import torch


def bits_per_character(model, text, time):
    def nats(rest, state):
        if len(rest) < 2:
            return 0.0
        piece = rest[: time + 1]
        scores, state = model(piece[:-1][None], state)
        here = torch.nn.functional.nll_loss(scores[0].log_softmax(-1), piece[1:], reduction="sum")
        return float(here) + nats(rest[len(piece) - 1 :], state)

    return nats(text, None) / (len(text) - 1) * math.log2(math.e)
