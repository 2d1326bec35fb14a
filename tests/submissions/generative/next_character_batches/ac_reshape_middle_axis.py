def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    count = (row - 1) // time
    x = rows[:, : count * time].reshape(batch, count, time).transpose(0, 1)
    y = rows[:, 1 : count * time + 1].reshape(batch, count, time).transpose(0, 1)
    return [(x[k], y[k]) for k in range(count)]
