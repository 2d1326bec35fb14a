# Fills the same two tensors for every batch, so all pairs of the list are the last batch in the end.
import torch


class Batches:
    def __init__(self, text, batch, time):
        self.length, self.time = len(text) // batch, time
        self.rows = text[: batch * self.length].view(batch, self.length)
        self.x = torch.empty(batch, time, dtype=text.dtype)
        self.y = torch.empty(batch, time, dtype=text.dtype)

    def __iter__(self):
        for start in range(0, self.length - self.time, self.time):
            self.x.copy_(self.rows[:, start : start + self.time])
            self.y.copy_(self.rows[:, start + 1 : start + self.time + 1])
            yield self.x, self.y


def next_character_batches(text, batch, time):
    return list(Batches(text, batch, time))
