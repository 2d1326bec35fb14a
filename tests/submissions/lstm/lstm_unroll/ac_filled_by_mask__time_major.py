import torch


def lstm_unroll(step, x, lengths, state):
    N, T, _ = x.shape
    h, c = state
    real = torch.arange(T, device=lengths.device)[:, None] < lengths
    pieces = []
    for t in range(T):
        rows = real[t].nonzero().flatten()
        if rows.numel() == 0:
            break
        new_h, new_c = step(x[rows, t], (h[rows], c[rows]))
        h = h.index_copy(0, rows, new_h)
        c = c.index_copy(0, rows, new_c)
        pieces.append(new_h)
    every = h.new_zeros(T, N, h.shape[1])
    every[real] = torch.cat(pieces)
    return every.transpose(0, 1), (h, c)
