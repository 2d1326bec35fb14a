def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(-1, batch).t()
    return [
        (rows[:, k * time : (k + 1) * time], rows[:, k * time + 1 : (k + 1) * time + 1])
        for k in range((row - 1) // time)
    ]
