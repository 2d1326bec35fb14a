import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    rows = [sorted(r[:n]) for r, n in zip(target.tolist(), lengths.tolist())]
    T = target.shape[1]
    fed = [[sos, *r, *[pad] * (T - len(r))] for r in rows]
    wanted = [[*r, eos, *[pad] * (T - len(r))] for r in rows]
    return torch.tensor(fed), torch.tensor(wanted)
