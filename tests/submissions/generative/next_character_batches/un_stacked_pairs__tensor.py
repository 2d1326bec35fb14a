import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].reshape(batch, row)
    pairs = []
    for start in range(0, row - time, time):
        pairs.append(torch.stack((rows[:, start : start + time], rows[:, start + 1 : start + 1 + time])))
    return pairs
