import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    out = []
    for k in range((row - 1) // time):
        cols = [rows[:, k * time + t] for t in range(time + 1)]
        out.append((torch.stack(cols[:-1]), torch.stack(cols[1:])))
    return out
