# The padding is overwritten in the target itself, so the argument is changed.
import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    batch, time = target.shape
    target[torch.arange(time) >= lengths[:, None]] = pad
    decoder_input = torch.cat((torch.full((batch, 1), sos), target), dim=1)
    labels = torch.cat((target, torch.full((batch, 1), pad)), dim=1)
    labels[torch.arange(batch), lengths] = eos
    return decoder_input, labels
