import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    K = len(steps)
    h = [x] + [None] * K
    s = [None] * K
    for k in range(K):
        h[k + 1], s[k] = unroll(steps[k], h[k], lengths, states[k])
    return h[-1], s
