def next_character_batches(text, batch, time):
    rows = text.narrow(0, 0, len(text) // batch * batch).reshape(batch, -1)
    behind = rows.roll(-1, dims=1)  # its last column comes from the front, and is cut off below
    usable = (rows.shape[1] - 1) // time * time
    return [*zip(rows[:, :usable].split(time, dim=1), behind[:, :usable].split(time, dim=1))]
