import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    count = (row - 1) // time
    xs = text[: batch * row].view(batch, row)[:, : count * time].split(time, dim=1)
    pairs = []
    for x in xs:
        y = torch.empty_like(x)
        y[:, :-1] = x[:, 1:]
        y[:, -1] = x[:, 0]
        pairs.append((x, y))
    return pairs
