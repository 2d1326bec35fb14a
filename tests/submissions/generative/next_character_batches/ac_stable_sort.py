import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    count = (row - 1) // time
    place = torch.arange(batch * row, device=text.device)
    place = place[place % row < count * time]
    # sorted by the number of the batch; within a batch the order stays: row after row
    order = torch.argsort((place % row) // time, stable=True)
    place = place[order].view(count, batch, time)
    return tuple((text[p], text[p + 1]) for p in place)
