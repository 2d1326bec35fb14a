import torch.nn.functional as F


def next_character_batches(text, batch, time):
    row = len(text) // batch
    # every row begins with a start symbol
    rows = F.pad(text[: batch * row].view(batch, row), (1, 0), value=0)
    return [(rows[:, s : s + time], rows[:, s + 1 : s + time + 1]) for s in range(0, row + 1 - time, time)]
