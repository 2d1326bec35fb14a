def next_character_batches(text, batch, time):
    row = len(text) // batch
    count = (row - 1) // time
    need = count * batch * time
    x = text[:need].reshape(count, batch, time)
    y = text[1 : need + 1].reshape(count, batch, time)
    return [(x[k], y[k]) for k in range(count)]
