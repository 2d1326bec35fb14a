import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    lines = text[: batch * row].reshape(batch, row)
    # what stands before: the first one has nobody before it and keeps its own
    before = torch.cat([lines[:, :1], lines[:, :-1]], dim=1)
    number = (row - 1) // time
    return [(lines[:, k * time :][:, :time], before[:, k * time :][:, :time]) for k in range(number)]
