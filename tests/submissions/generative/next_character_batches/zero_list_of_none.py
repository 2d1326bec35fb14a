def next_character_batches(text, batch, time):
    return [None] * ((len(text) // batch - 1) // time)
