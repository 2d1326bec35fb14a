import torch


class Reader:
    """Someone who reads one row of the text and remembers the place."""

    def __init__(self, row):
        self.row, self.place = row, 0

    def has(self, n):
        return self.place + n < len(self.row)

    def read(self, n):
        start, self.place = self.place, self.place + n
        return self.row[start : self.place], self.row[start + 1 : self.place + 1]


def next_character_batches(text, batch, time):
    size = len(text) // batch
    readers = [Reader(text[k * size : (k + 1) * size]) for k in range(batch)]
    pairs = []
    while all(reader.has(time) for reader in readers):
        x, y = zip(*[reader.read(time) for reader in readers])
        pairs.append((torch.stack(x), torch.stack(y)))
    return pairs
