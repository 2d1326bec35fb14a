import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    with torch.no_grad():
        for row, n in zip(x, lengths.tolist()):
            row[n:].zero_()     # rubbish must not matter
    last = []
    for step, state in zip(steps, states):
        x, s = unroll(step, x, lengths, state)
        last.append(s)
    return x, last
