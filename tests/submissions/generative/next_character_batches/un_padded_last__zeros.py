import torch.nn.functional as F


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    missing = -(row - 1) % time
    x = F.pad(rows[:, :-1], (0, missing))
    y = F.pad(rows[:, 1:], (0, missing))
    return list(zip(x.split(time, 1), y.split(time, 1)))
