import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

def teacher_forcing(target, lengths, sos, eos, pad):
    width = target.shape[1] + 1
    rows = [row[:n] for row, n in zip(target, lengths.tolist())]
    start, end = target.new_tensor([sos]), target.new_tensor([eos])

    def block(rows):
        out = pad_sequence(rows, batch_first=True, padding_value=pad)
        return F.pad(out, (0, width - out.shape[1]), value=pad)

    return block([torch.cat((start, r)) for r in rows]), block([torch.cat((r, end)) for r in rows])
