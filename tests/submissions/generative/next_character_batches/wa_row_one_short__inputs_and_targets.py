def next_character_batches(text, batch, time):
    row = (len(text) - 1) // batch
    inputs = text[: batch * row].view(batch, row)
    targets = text[1 : batch * row + 1].view(batch, row)
    count = row // time
    xs = inputs[:, : count * time].split(time, dim=1)
    ys = targets[:, : count * time].split(time, dim=1)
    return list(zip(xs, ys))
