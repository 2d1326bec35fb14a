def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    pieces = [rows[:, k * time : (k + 1) * time] for k in range(row // time)]
    # the target of a batch is the next batch
    return list(zip(pieces[:-1], pieces[1:]))
