def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    return [(rows[:, s : s + time], rows[:, s : s + time]) for s in range(0, row - time, time + 1)]
