def next_character_batches(text, batch, time):
    pieces = text.unfold(0, time + 1, time)
    count = len(pieces) // batch
    blocks = pieces[: count * batch].view(count, batch, time + 1)
    return [(block[:, :-1], block[:, 1:]) for block in blocks]
