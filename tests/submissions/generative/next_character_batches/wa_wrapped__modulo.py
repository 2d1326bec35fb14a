import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    nxt = (torch.arange(time, device=text.device) + 1) % time
    result = []
    start = 0
    while start + time < row:
        x = rows[:, start : start + time]
        result.append((x, x[:, nxt]))
        start += time
    return result
