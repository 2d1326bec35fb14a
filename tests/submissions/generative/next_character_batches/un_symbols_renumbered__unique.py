import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    numbers = torch.unique(text, return_inverse=True)[1].to(text.dtype)
    # zero is kept for the padding
    rows = numbers[: batch * row].view(batch, row) + 1
    return [(rows[:, s : s + time], rows[:, s + 1 : s + time + 1]) for s in range(0, row - time, time)]
