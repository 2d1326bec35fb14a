def next_character_batches(text, batch, time):
    length = len(text) // batch
    batches = []
    for k in range((length - 1) // time):
        x, y = text.new_empty(batch, time), text.new_empty(batch, time)
        for b in range(batch):
            for t in range(time):
                place = b * length + k * time + t
                x[b, t] = text[place]
                y[b, t] = text[place + 1]
        batches.append((x, y))
    return batches
