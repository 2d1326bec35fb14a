def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    k = (row - 1) // time

    def cut(r):
        return r[:, : k * time].reshape(batch, k, time).permute(1, 0, 2).unbind()

    return list(zip(cut(rows), cut(rows[:, 1:])))
