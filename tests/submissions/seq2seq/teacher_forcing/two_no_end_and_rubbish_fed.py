import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    N = len(target)
    fed = torch.cat([torch.full((N, 1), sos), target], 1)
    real = torch.arange(target.shape[1]) < lengths[:, None]
    return fed, torch.cat([torch.where(real, target, pad), torch.full((N, 1), pad)], 1)
