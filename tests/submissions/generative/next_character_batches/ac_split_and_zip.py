def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text.narrow(0, 0, row * batch).view(batch, -1)
    whole = (row - 1) // time * time
    inputs = rows[:, :whole].split(time, dim=1)
    targets = rows[:, 1 : whole + 1].split(time, dim=1)
    return list(zip(inputs, targets))
