def next_character_batches(text, batch, time):
    inputs, targets = text[:-1], text[1:]
    row = len(inputs) // batch
    inputs, targets = inputs[: row * batch].reshape(batch, row), targets[: row * batch].reshape(batch, row)
    count = row // time
    return [(inputs[:, k * time : (k + 1) * time], targets[:, k * time : (k + 1) * time]) for k in range(count)]
