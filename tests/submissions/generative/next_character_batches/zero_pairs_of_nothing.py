import torch


def next_character_batches(text, batch, time):
    return [(torch.tensor([]), torch.tensor([]))]
