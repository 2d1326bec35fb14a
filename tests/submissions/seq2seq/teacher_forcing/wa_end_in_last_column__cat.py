import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    N = target.shape[0]
    fed = torch.cat([torch.full((N, 1), sos), target], 1)
    wanted = torch.cat([target, torch.full((N, 1), eos)], 1)
    return fed, wanted
