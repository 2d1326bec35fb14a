def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    # as cross_entropy wants them
    return [(w[:, :-1], w[:, 1:].reshape(-1)) for w in rows.unfold(1, time + 1, time).unbind(1)]
