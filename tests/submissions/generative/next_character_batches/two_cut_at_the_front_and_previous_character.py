def next_character_batches(text, batch, time):
    rows = text[len(text) % batch :].view(batch, -1)
    return [(w[:, 1:], w[:, :-1]) for w in rows.unfold(1, time + 1, time).unbind(1)]
