import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    full = torch.full_like(lengths, x.shape[1])
    finals = []
    for step, state in zip(steps, states):
        x, final = unroll(step, x, full, state)
        finals.append(final)
    return x, finals
