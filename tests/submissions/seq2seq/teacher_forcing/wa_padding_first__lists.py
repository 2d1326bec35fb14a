import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    fed, wanted = [], []
    for row, n in zip(target, lengths):
        fill = torch.full((target.shape[1] - int(n),), pad)
        fed.append(torch.cat([fill, torch.tensor([sos]), row[:n]]))
        wanted.append(torch.cat([fill, row[:n], torch.tensor([eos])]))
    return torch.stack(fed), torch.stack(wanted)
