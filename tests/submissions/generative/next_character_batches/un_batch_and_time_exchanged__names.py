import torch


def next_character_batches(text, time, batch):
    size = len(text) // batch
    first = torch.arange(batch)[:, None] * size
    result = []
    for k in range((size - 1) // time):
        places = first + k * time + torch.arange(time)
        result.append((text[places], text[places + 1]))
    return result
