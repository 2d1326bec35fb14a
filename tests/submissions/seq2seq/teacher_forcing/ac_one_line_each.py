import torch
from torch.nn.utils.rnn import pad_sequence

def teacher_forcing(target, lengths, sos, eos, pad):
    rows = [r[:n] for r, n in zip(target, lengths)]
    s, e = target.new_tensor([sos]), target.new_tensor([eos])
    fed = pad_sequence([torch.cat((s, r)) for r in rows], batch_first=True, padding_value=pad)
    wanted = pad_sequence([torch.cat((r, e)) for r in rows], batch_first=True, padding_value=pad)
    missing = target.shape[1] + 1 - fed.shape[1]
    grow = lambda x: torch.nn.functional.pad(x, (0, missing), value=pad)
    return grow(fed), grow(wanted)
