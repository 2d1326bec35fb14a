import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    closed = torch.cat([rows, rows[:, :1]], dim=1)
    return [
        (closed[:, k * time : (k + 1) * time], closed[:, k * time + 1 : (k + 1) * time + 1]) for k in range(row // time)
    ]
