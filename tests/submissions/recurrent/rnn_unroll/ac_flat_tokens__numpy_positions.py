import numpy as np
import torch
from torch.nn.functional import pad


def rnn_unroll(step, x, lengths, h):
    count = lengths.cpu().numpy()
    ends = count.cumsum()
    starts = ends - count
    pieces, places = [], []
    rows = np.arange(len(count))
    for t in range(count.max()):
        still = count[rows] > t
        if t > 0:
            h = h[torch.from_numpy(still)]
        rows = rows[still]
        h = step(x[torch.from_numpy(rows), t], h)
        pieces.append(h)
        places.append(starts[rows] + t)
    order = np.argsort(np.concatenate(places))
    flat = torch.cat(pieces)[torch.from_numpy(order)]
    every_h = [pad(part, (0, 0, 0, x.shape[1] - len(part))) for part in flat.split(count.tolist())]
    return torch.stack(every_h), flat[torch.from_numpy(ends - 1)]
