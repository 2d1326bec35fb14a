import torch


def bits_per_character(model, text, time):
    bits, state = torch.zeros(1, dtype=torch.float64), None
    for start in range(0, len(text) - 1, time):
        piece = text[start : start + time + 1]
        logits, state = model(piece[None, :-1], state)
        bits += torch.nn.functional.cross_entropy(logits[0], piece[1:], reduction="sum")
    return bits / 0.6931471805599453 / (len(text) - 1)
