import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    torch.cat((target, target), 1)
