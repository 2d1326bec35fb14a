def next_character_batches(text, batch, time):
    per_row = text.shape[0] // batch
    rows = text.narrow(0, 0, per_row * batch).unflatten(0, (batch, per_row))
    pairs = []
    for k in range((per_row - 1) // time):
        x = rows.narrow(1, k * time, time)
        y = rows.narrow(1, k * time + 1, time)
        pairs.append((x, y))
    return pairs
