def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    result = [(w[:, :-1], w[:, 1:]) for w in rows.unfold(1, time + 1, time).unbind(1)]
    result.pop()
    return result
