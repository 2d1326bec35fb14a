import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch

    def reader(n):
        line = text[n * row : (n + 1) * row]
        at = 0
        while at + time < row:
            yield line[at : at + time], line[at + 1 : at + 1 + time]
            at += time

    result = []
    for pieces in zip(*map(reader, range(batch))):
        xs, ys = zip(*pieces)
        result.append((torch.stack(xs), torch.stack(ys)))
    return result
