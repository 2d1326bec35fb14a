import torch

def rnn_unroll(step, x, lengths, h):
    every = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=h.dtype, device=h.device)
    for t in range(x.shape[1]):
        alive = (lengths > t).nonzero()[:, 0]
        if len(alive) == 0:
            break
        new = step(x[alive, t], h[alive])
        h = h.index_copy(0, alive, new)
        every[alive, t] = new
    return every, h
