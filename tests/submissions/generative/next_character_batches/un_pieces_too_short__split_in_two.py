def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    pairs = []
    for k in range(row // time):
        piece = rows[:, k * time : (k + 1) * time]
        pairs.append((piece[:, :-1], piece[:, 1:]))
    return pairs
