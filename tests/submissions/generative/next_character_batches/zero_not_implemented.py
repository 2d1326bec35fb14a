def next_character_batches(text, batch, time):
    raise NotImplementedError
