# Input and labels are views of one tensor, so the end that is written into the labels appears in the input too.
import torch
import torch.nn.functional as F

def teacher_forcing(target, lengths, sos, eos, pad):
    behind = torch.arange(target.shape[1]) >= lengths[:, None]
    whole = F.pad(target.masked_fill(behind, pad), (1, 1), value=pad)
    whole[:, 0] = sos
    decoder_input, labels = whole[:, :-1], whole[:, 1:]
    for n, end in enumerate(lengths):
        labels[n, end] = eos
    return decoder_input, labels
