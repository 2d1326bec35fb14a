import torch


def bits_per_character(model, text, time):
    bits = []
    for t in range(1, len(text)):
        logits, _ = model(text[None, :t], None)
        bits.append(-torch.log_softmax(logits[0, -1], 0)[text[t]] / 0.6931471805599453)
    return sum(bits) / len(bits)
