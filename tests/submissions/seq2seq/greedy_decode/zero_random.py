import torch

def greedy_decode(step, state, batch, sos, eos, most):
    return torch.randint(99, (batch, most)), torch.full((batch,), 77)
