import torch


def next_character_batches(text, batch, time):
    n = len(text) // batch
    lines = [text[b * n : (b + 1) * n] for b in range(batch)]
    out = []
    for start in range(0, n - 1, time):
        end = min(start + time, n - 1)
        x = torch.stack([line[start:end] for line in lines])
        y = torch.stack([line[start + 1 : end + 1] for line in lines])
        out.append((x, y))
    return out
