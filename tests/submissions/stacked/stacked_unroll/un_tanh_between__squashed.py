import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out = x, []
    for k, (step, state) in enumerate(zip(steps, states)):
        h, s = unroll(step, torch.tanh(h) if k else h, lengths, state)
        out.append(s)
    return h, out
