import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    """All layers at token 0, then all layers at token 1, ...: as the equation is read, with the outer loop over t."""
    now, top = list(states), []
    for t in range(x.shape[1]):
        rows = torch.nonzero(lengths > t).squeeze(1)  # those that still have a token here
        if len(rows) == 0:
            top.append(torch.zeros_like(top[-1]))
            continue
        value, one = x[rows, t], lengths.new_ones(len(rows))
        for k, step in enumerate(steps):
            h, c = now[k]
            out, (h_new, c_new) = unroll(step, value.unsqueeze(1), one, (h[rows], c[rows]))
            now[k] = (h.index_copy(0, rows, h_new), c.index_copy(0, rows, c_new))
            value = out[:, 0]
        top.append(value.new_zeros(x.shape[0], value.shape[1]).index_copy(0, rows, value))
    return torch.stack(top, 1), now
