import torch


def next_character_batches(text, batch, time):
    symbols = text.tolist()
    row = len(symbols) // batch
    batches = []
    k = 0
    while (k + 1) * time <= row - 1:
        x = [[0] * time for _ in range(batch)]
        y = [[0] * time for _ in range(batch)]
        for n in range(batch):
            for t in range(time):
                place = n * row + k * time + t
                x[n][t] = symbols[place]
                y[n][t] = symbols[place + 1]
        batches.append(
            (
                torch.tensor(x, dtype=text.dtype, device=text.device),
                torch.tensor(y, dtype=text.dtype, device=text.device),
            )
        )
        k += 1
    return batches
