import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: row * batch].reshape(batch, row)
    count = (row - 1) // time
    xs = torch.chunk(rows[:, : count * time], count, dim=1)
    ys = torch.tensor_split(rows[:, 1 : count * time + 1], [time * k for k in range(1, count)], dim=1)
    return [*zip(xs, ys)]
