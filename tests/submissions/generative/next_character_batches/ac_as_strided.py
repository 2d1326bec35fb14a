import torch


def next_character_batches(text, batch, time):
    text = text.contiguous()
    row = len(text) // batch
    count = (row - 1) // time
    x = torch.as_strided(text, (count, batch, time), (time, row, 1), text.storage_offset())
    y = torch.as_strided(text, (count, batch, time), (time, row, 1), text.storage_offset() + 1)
    return list(zip(x.unbind(0), y.unbind(0)))
