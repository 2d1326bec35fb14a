def next_character_batches(text, batch, time):
    text = text[:-1]
    row = len(text) // batch
    windows = text[: batch * row].view(batch, row).unfold(1, time + 1, time)
    return [(w[:, :-1], w[:, 1:]) for w in windows.unbind(1)]
