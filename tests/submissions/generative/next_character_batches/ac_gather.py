import torch


def next_character_batches(text, batch, time):
    n = len(text) // batch
    lines = torch.stack(text.split(n)[:batch])
    out = []
    index = torch.arange(time, device=text.device).expand(batch, time)
    while int(index[0, -1]) + 1 < n:
        out.append((lines.gather(1, index), lines.gather(1, index + 1)))
        index = index + time
    return out
