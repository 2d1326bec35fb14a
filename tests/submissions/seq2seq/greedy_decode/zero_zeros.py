import torch

def greedy_decode(step, state, batch, sos, eos, most):
    return torch.zeros(batch, most, dtype=torch.long), torch.zeros(batch, dtype=torch.long)
