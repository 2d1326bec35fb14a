def next_character_batches(text, batch, time):
    return [(text, text)]
