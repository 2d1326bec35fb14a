import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    n = len(text)
    # row b ends (batch - b - 1) rows before the end
    rows = torch.stack([text[n - (batch - b) * row : n - (batch - b - 1) * row] for b in range(batch)])
    return [(rows[:, s : s + time], rows[:, s + 1 : s + 1 + time]) for s in range(0, row - time, time)]
