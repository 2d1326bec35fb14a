import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    finals = []
    for k, step in enumerate(steps):
        l = lengths if k == 0 else torch.full_like(lengths, x.shape[1])
        x, final = unroll(step, x, l, states[k])
        finals.append(final)
    return x, finals
