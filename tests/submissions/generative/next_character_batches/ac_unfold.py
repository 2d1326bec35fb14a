def next_character_batches(text, batch, time):
    n = len(text) // batch
    windows = text[: n * batch].reshape(batch, n).unfold(1, time + 1, time)
    return [(window[:, :-1], window[:, 1:]) for window in windows.unbind(1)]
