def next_character_batches(text, batch, time):
    """A text as pairs of inputs and targets."""
