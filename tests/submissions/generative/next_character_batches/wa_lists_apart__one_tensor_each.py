def next_character_batches(text, batch, time):
    row = len(text) // batch
    windows = text[: batch * row].view(batch, row).unfold(1, time + 1, time).transpose(0, 1)
    x = windows[..., :-1].contiguous()
    y = windows[..., 1:].contiguous()
    return x, y
