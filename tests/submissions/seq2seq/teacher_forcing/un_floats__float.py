import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    fed = torch.zeros(len(target), target.shape[1] + 1)
    wanted = torch.zeros(len(target), target.shape[1] + 1)
    for n, length in enumerate(lengths):
        fed[n, 0] = sos
        fed[n, 1:length + 1] = target[n, :length]
        wanted[n, :length] = target[n, :length]
        wanted[n, length] = eos
        fed[n, length + 1:] = wanted[n, length + 1:] = pad
    return fed, wanted
