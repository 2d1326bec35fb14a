import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    # to be sure: what is behind the end is zero, for every layer
    real = (torch.arange(x.shape[1], device=x.device) < lengths[:, None]).unsqueeze(2)
    h = x.masked_fill(~real, 0)
    last = []
    for step, (h0, c0) in zip(steps, states):
        h, (hn, cn) = unroll(step, h, lengths, (h0, c0))
        h = h.masked_fill(~real, 0)
        last.append((hn, cn))
    return h, last
