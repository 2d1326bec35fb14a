# The padding is made zero first and then every zero is replaced by pad, so the word with the number 0 is lost too.
import torch
import torch.nn.functional as F

def teacher_forcing(target, lengths, sos, eos, pad):
    real = torch.arange(target.shape[1]) < lengths.unsqueeze(1)
    words = target * real
    words = torch.where(words == 0, pad, words)
    decoder_input = F.pad(words, (1, 0), value=sos)
    labels = F.pad(words, (0, 1), value=pad).scatter(1, lengths.unsqueeze(1), eos)
    return decoder_input, labels
