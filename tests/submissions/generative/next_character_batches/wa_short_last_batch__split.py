def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: row * batch].view(batch, row)
    return list(zip(rows[:, :-1].split(time, dim=1), rows[:, 1:].split(time, dim=1)))
