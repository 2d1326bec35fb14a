import torch


class Pile:
    def __init__(self):
        self._tokens = []

    def push(self, token):
        self._tokens.append(token)

    def pop(self):
        return self._tokens.pop()


def reverse_padded(x, lengths):
    rows = []
    for row, length in zip(x, lengths):
        pile = Pile()
        for t in range(length):
            pile.push(row[t])
        rows.append(torch.stack([pile.pop() if t < length else row[t] for t in range(len(row))]))
    return torch.stack(rows)
