import torch
from torch.nn.utils.rnn import pack_padded_sequence

def masked_cross_entropy(scores, target, lengths):
    s = pack_padded_sequence(scores, lengths, batch_first=True, enforce_sorted=False).data
    y = pack_padded_sequence(target, lengths, batch_first=True, enforce_sorted=False).data
    return torch.nn.functional.cross_entropy(s, y)
