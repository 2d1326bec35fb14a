def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)

    def rest(rows):
        if rows.shape[1] <= time:
            return []
        return [(rows[:, :time], rows[:, 1 : time + 1])] + rest(rows[:, time:])

    return rest(rows)
