import numpy as np
import torch

def next_character_batches(text, batch, time):
    array = text.detach().cpu().numpy()
    row = array.size // batch
    rows = np.array_split(array[: row * batch], batch)
    table = np.stack(rows)
    out = []
    for stop in range(time, row, time):
        out.append((torch.from_numpy(table[:, stop - time : stop].copy()), torch.from_numpy(table[:, stop - time + 1 : stop + 1].copy())))
    return out
