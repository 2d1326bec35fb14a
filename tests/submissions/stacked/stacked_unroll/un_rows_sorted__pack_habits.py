import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    order = torch.argsort(lengths, descending=True)   # longest first, as for pack_padded_sequence
    x, lengths = x[order], lengths[order]
    last = []
    for step, (h, c) in zip(steps, states):
        x, s = unroll(step, x, lengths, (h[order], c[order]))
        last.append(s)
    return x, last
