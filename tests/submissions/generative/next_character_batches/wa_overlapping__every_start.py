def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    pairs = []
    for start in range(row - time):
        pairs.append((rows[:, start : start + time], rows[:, start + 1 : start + 1 + time]))
    return pairs
