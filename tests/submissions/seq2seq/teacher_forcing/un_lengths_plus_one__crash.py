import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    wanted = torch.cat([target, torch.full((len(target), 1), pad)], 1)
    wanted[torch.arange(len(target)), lengths + 1] = eos
    return torch.cat([torch.full((len(target), 1), sos), target], 1), wanted
