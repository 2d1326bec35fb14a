from math import exp, fsum, log2

import torch


def surprise(scores, symbol):
    top = max(scores)
    return log2(fsum(exp(a - top) for a in scores)) - (scores[symbol] - top) * log2(exp(1))


@torch.no_grad()
def bits_per_character(model, text, time):
    symbols = text.tolist()
    rows, state = [], None
    for start in range(0, len(text), time):
        logits, state = model(text[None, start : start + time], state)
        rows += logits[0].tolist()
    # the scores after the last character foretell nothing that is there: zip leaves them out
    return fsum(map(surprise, rows, symbols[1:])) / (len(symbols) - 1)
