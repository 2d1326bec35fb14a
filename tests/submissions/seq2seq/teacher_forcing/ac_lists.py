import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    width = target.shape[1]
    fed, wanted = [], []
    for row, n in zip(target.tolist(), lengths.tolist()):
        words = row[:n]
        fed.append([sos] + words + [pad] * (width - n))
        wanted.append(words + [eos] + [pad] * (width - n))
    return torch.tensor(fed), torch.tensor(wanted)
