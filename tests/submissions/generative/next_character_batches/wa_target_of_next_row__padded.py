# Shifts the text before it is cut into rows, and so makes one batch too many, whose last target stands in the next row, if time divides the length of a row.
import torch.nn.functional as F


def next_character_batches(text, batch, time):
    length = len(text) // batch
    behind = F.pad(text[1:], (0, 1))
    x = text[: batch * length].view(batch, length)
    y = behind[: batch * length].view(batch, length)
    return [(x[:, s : s + time], y[:, s : s + time]) for s in range(0, length - time + 1, time)]
