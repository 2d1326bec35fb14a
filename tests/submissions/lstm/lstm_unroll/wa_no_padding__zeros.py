# Padding is recognised by inputs that are all zero instead of by lengths, so rubbish in the padding is read as tokens.
import torch


def lstm_unroll(step, x, lengths, state):
    real = (x != 0).any(dim=2)
    h, c = state
    every_h = torch.zeros(*x.shape[:2], h.shape[1], dtype=x.dtype, device=x.device)
    for t in range(x.shape[1]):
        rows = real[:, t]
        if not rows.any():
            continue
        new_h, new_c = step(x[rows, t], (h[rows], c[rows]))
        h, c = h.clone(), c.clone()
        h[rows], c[rows] = new_h, new_c
        every_h[rows, t] = new_h
    return every_h, (h, c)
