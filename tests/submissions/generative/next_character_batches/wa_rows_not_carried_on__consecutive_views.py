def next_character_batches(text, batch, time):
    size = batch * time
    pairs = []
    for i in range(0, len(text) - size, size):
        x = text[i : i + size].view(batch, time)
        y = text[i + 1 : i + size + 1].view(batch, time)
        pairs.append((x, y))
    return pairs
