import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    t = torch.arange(target.shape[1] + 1)
    longer = torch.nn.functional.pad(target, (0, 1))
    before = torch.nn.functional.pad(target, (1, 0))
    end = lengths.unsqueeze(1)
    fed = before.masked_fill(t > end, pad)
    fed = fed.masked_fill(t == 0, sos)
    wanted = longer.masked_fill(t == target.shape[1], pad).masked_fill(t == end, eos)
    return fed, wanted
