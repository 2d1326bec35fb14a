import torch

def greedy_decode(step, state, batch, sos, eos, most):
    step(torch.full((batch,), sos), state)
