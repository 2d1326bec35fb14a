def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].reshape(batch, row)
    pairs, at = [], 0
    while at + time < row:
        x = rows.narrow(1, at, time)
        at += 1
        y = rows.narrow(1, at, time)
        at += time
        pairs.append((x, y))
    return pairs
