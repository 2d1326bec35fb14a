import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = torch.stack([text[b : batch * row : batch] for b in range(batch)])
    return list(zip(rows[:, :-1].split(time, 1), rows[:, 1:].split(time, 1)))
