def next_character_batches(text, batch, time):
    def pieces():
        row = len(text) // batch
        rows = text[: row * batch].unflatten(0, (batch, row))
        start = 0
        while True:
            piece = rows[:, start : start + time + 1]
            if piece.shape[1] <= time:
                return
            yield piece[:, :time], piece[:, 1:]
            start += time

    return tuple(pieces())
