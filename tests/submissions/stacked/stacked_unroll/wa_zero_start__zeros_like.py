import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    derniers = []
    for step, (h0, c0) in zip(steps, states):
        x, dernier = unroll(step, x, lengths, (torch.zeros_like(h0), torch.zeros_like(c0)))
        derniers.append(dernier)
    return x, derniers
