def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    out = []
    for k in range((row - 1) // time):
        piece = slice(k * time, (k + 1) * time)
        out.append((rows[:, piece], rows[:, piece]))
    return out
