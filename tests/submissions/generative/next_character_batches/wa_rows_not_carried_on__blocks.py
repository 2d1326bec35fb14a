import torch


def next_character_batches(text, batch, time):
    pairs, size = [], batch * time
    for k in range((len(text) - 1) // size):
        x = text[k * size : (k + 1) * size].reshape(batch, time)
        y = text[k * size + 1 : (k + 1) * size + 1].reshape(batch, time)
        pairs.append((x, y))
    return pairs
