import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out = x, []
    for step, state in zip(steps, states):
        h, s = unroll(step, torch.nn.functional.dropout(h, 0.2), lengths, state)
        out.append(s)
    return h, out
