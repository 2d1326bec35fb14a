# Makes the targets by shifting the rows in place, and the rows are a view: the caller's text is shifted as well.
def next_character_batches(text, batch, time):
    length = len(text) // batch
    targets = text[: batch * length].view(batch, length)
    inputs = targets.clone()
    targets[:, :-1] = inputs[:, 1:]
    batches = []
    for k in range((length - 1) // time):
        piece = slice(k * time, (k + 1) * time)
        batches.append((inputs[:, piece].clone(), targets[:, piece].clone()))
    return batches
