def next_character_batches(text, batch, time):
    return (len(text) // batch - 1) // time
