import torch


def next_character_batches(text, batch, time):
    size = len(text) // batch
    count = (size - 1) // time
    first = torch.arange(batch, device=text.device)[:, None] * size
    result = []
    for k in range(count):
        places = first + k * time + torch.arange(time, device=text.device)
        result.append((text[places + 1], text[places]))
    return result
