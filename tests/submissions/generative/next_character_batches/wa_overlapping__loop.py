import torch


def next_character_batches(text, batch, time):
    row_length = text.numel() // batch
    rows = [text[n * row_length : (n + 1) * row_length] for n in range(batch)]
    pairs = []
    at = 0
    while at + time < row_length:
        x = torch.stack([row[at : at + time] for row in rows])
        y = torch.stack([row[at + 1 : at + 1 + time] for row in rows])
        pairs.append((x, y))
        at += 1
    return pairs
