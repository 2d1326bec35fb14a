def next_character_batches(text, batch, time):
    row = len(text) // batch
    columns = text[: batch * row].view(batch, row).T
    return [(columns[s : s + time], columns[s + 1 : s + time + 1]) for s in range(row - time)]
