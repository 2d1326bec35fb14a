import torch


def lstm_unroll(step, x, lengths, state):
    h, c = state
    remaining = lengths.clone()
    inputs = x.clone()
    for n, length in enumerate(lengths):
        inputs[n, length:] = 0
    every_h = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=h.dtype, device=h.device)
    t = 0
    while (remaining > 0).any():
        going = (remaining > 0).unsqueeze(1)
        new_h, new_c = step(inputs[:, t], (h, c))
        h = torch.where(going, new_h, h)
        c = torch.where(going, new_c, c)
        every_h[:, t] = h.masked_fill(~going, 0)
        remaining.sub_(1)
        t += 1
    return every_h, (h, c)
