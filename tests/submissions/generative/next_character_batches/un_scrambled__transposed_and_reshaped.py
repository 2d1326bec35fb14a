def next_character_batches(text, batch, time):
    row = len(text) // batch
    columns = text[: batch * row].view(batch, row).t()
    pairs = []
    for s in range(0, row - time, time):
        pairs.append((columns[s : s + time].reshape(batch, time), columns[s + 1 : s + 1 + time].reshape(batch, time)))
    return pairs
