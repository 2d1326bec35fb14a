def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    pairs = []
    # one batch less than pieces, because the last piece has no next one
    for k in range(row // time - 1):
        pairs.append((rows[:, k * time : k * time + time], rows[:, k * time + 1 : k * time + time + 1]))
    return pairs
