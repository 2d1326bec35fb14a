def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    pieces = rows.split(time + 1, dim=1)
    return [(p[:, :-1], p[:, 1:]) for p in pieces if p.shape[1] == time + 1]
