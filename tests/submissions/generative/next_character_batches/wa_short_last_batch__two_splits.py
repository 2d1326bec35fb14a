import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    return list(zip(torch.split(rows[:, :-1], time, dim=1), torch.split(rows[:, 1:], time, dim=1)))
