def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    # only the character behind the piece is to be foretold
    return [(rows[:, s : s + time], rows[:, s + time]) for s in range(0, row - time, time)]
