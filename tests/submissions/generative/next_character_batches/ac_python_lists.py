import torch


def next_character_batches(text, batch, time):
    letters = text.tolist()
    row = len(letters) // batch
    pairs = []
    for k in range((row - 1) // time):
        x, y = [], []
        for n in range(batch):
            start = n * row + k * time
            x.append(letters[start : start + time])
            y.append(letters[start + 1 : start + time + 1])
        pairs.append((torch.tensor(x, dtype=text.dtype), torch.tensor(y, dtype=text.dtype)))
    return pairs
