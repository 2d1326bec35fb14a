def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    return [(w[:, :-1].flip(1), w[:, 1:]) for w in rows.unfold(1, time + 1, time).unbind(1)]
