def next_character_batches(text, batch, time):
    rows = text[len(text) % batch :].view(batch, -1)
    pairs = []
    for k in range((rows.shape[1] - 1) // time):
        window = rows[:, k * time : (k + 1) * time + 1]
        pairs.append((window[:, :-1], window[:, 1:]))
    return pairs
