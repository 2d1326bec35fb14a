import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    z = torch.zeros(len(target), target.shape[1] + 1, dtype=torch.long)
    return z, z
