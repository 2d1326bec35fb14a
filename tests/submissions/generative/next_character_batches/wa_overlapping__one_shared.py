import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    windows = torch.stack(text.split(row)[:batch]).unfold(1, time + 1, max(time - 1, 1))
    return [(w[:, :-1], w[:, 1:]) for w in windows.transpose(0, 1)]
