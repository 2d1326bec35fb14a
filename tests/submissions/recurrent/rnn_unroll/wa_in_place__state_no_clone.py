# The states of the active rows are written into h itself, so the start state of the caller is overwritten.
import torch


def rnn_unroll(step, x, lengths, h):
    state = h
    every_h = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=h.dtype, device=h.device)
    for t in range(x.shape[1]):
        active = torch.nonzero(lengths > t).flatten()
        if len(active) == 0:
            break
        state[active] = step(x[active, t], state[active])
        every_h[active, t] = state[active]
    return every_h, state
