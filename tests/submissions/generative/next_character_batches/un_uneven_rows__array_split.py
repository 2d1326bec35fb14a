# Cuts the rows with array_split, which gives the remainder to the first rows, so that later rows start too far right.
import numpy as np
import torch


def next_character_batches(text, batch, time):
    rows = np.array_split(text.numpy(), batch)
    length = min(len(row) for row in rows)
    table = torch.from_numpy(np.stack([row[:length] for row in rows]))
    pairs = []
    for k in range((length - 1) // time):
        window = table[:, k * time : (k + 1) * time + 1]
        pairs.append((window[:, :-1], window[:, 1:]))
    return pairs
