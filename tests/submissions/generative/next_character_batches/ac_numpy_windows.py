import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view


def next_character_batches(text, batch, time):
    values = text.detach().cpu().numpy()
    row = values.size // batch
    rows = values[: batch * row].reshape(batch, row)
    # every window of time + 1 characters, then only those which begin at a multiple of time
    windows = sliding_window_view(rows, time + 1, axis=1)[:, ::time]
    result = []
    for w in np.moveaxis(windows, 1, 0):
        w = torch.tensor(w.copy(), dtype=text.dtype, device=text.device)
        result.append((w[:, :time], w[:, 1:]))
    return result
