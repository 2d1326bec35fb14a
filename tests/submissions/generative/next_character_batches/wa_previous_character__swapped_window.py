def next_character_batches(text, batch, time):
    row = len(text) // batch
    lines = text[: batch * row].view(batch, row)
    pairs = []
    for w in lines.unfold(1, time + 1, time).unbind(1):
        y, x = w[:, :-1], w[:, 1:]
        pairs.append((x, y))
    return pairs
