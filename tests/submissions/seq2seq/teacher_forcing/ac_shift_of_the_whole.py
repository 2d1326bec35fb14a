import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    clean = target.clone()
    clean[torch.arange(target.size(1)).expand_as(target) >= lengths.view(-1, 1)] = pad
    whole = torch.cat([torch.full((len(target), 1), sos), clean, torch.full((len(target), 1), pad)], 1)
    fed = whole[:, :-1]
    wanted = whole[:, 1:].clone()
    wanted[range(len(target)), lengths] = eos
    return fed, wanted
