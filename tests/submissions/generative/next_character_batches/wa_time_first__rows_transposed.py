def next_character_batches(text, batch, time):
    row = len(text) // batch
    columns = text[: batch * row].view(batch, row).t()
    pairs = []
    for start in range(0, row - time, time):
        pairs.append((columns[start : start + time], columns[start + 1 : start + time + 1]))
    return pairs
