import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    place = torch.arange(len(text), device=text.device)
    used = place < batch * row
    column = place % row
    pairs = []
    for k in range((row - 1) // time):
        is_x = used & (column >= k * time) & (column < (k + 1) * time)
        is_y = used & (column > k * time) & (column <= (k + 1) * time)
        pairs.append((text[is_x].view(batch, time), text[is_y].view(batch, time)))
    return pairs
