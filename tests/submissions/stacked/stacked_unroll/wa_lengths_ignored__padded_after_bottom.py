import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    ell = lengths
    for step, state in zip(steps, states):
        x, last = unroll(step, x, ell, state)
        out.append(last)
        # the h of the layer below are complete: every row is now as long as the tensor
        ell = torch.full_like(lengths, x.shape[1])
    return x, out
