def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    xs, ys = [], []
    for start in range(0, row - time, time):
        xs.append(rows[:, start : start + time])
        ys.append(rows[:, start + 1 : start + 1 + time])
    return xs, ys
