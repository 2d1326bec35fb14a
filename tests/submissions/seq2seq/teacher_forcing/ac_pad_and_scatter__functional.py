import torch
import torch.nn.functional as F

def teacher_forcing(target, lengths, sos, eos, pad):
    ends = lengths.long().unsqueeze(1)
    t = torch.arange(target.shape[1] + 1, device=target.device)
    fed = F.pad(target, (1, 0), value=sos).masked_fill(t > ends, pad)
    said = F.pad(target, (0, 1), value=pad).masked_fill(t > ends, pad)
    return fed, said.scatter(1, ends, eos)
