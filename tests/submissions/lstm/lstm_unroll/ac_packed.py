import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

def lstm_unroll(step, x, lengths, state):
    packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
    h, c = (s.index_select(0, packed.sorted_indices) for s in state)
    pieces, offset, finished_h, finished_c = [], 0, [], []
    for size in packed.batch_sizes.tolist():
        finished_h.append(h[size:])
        finished_c.append(c[size:])
        h, c = step(packed.data[offset : offset + size], (h[:size], c[:size]))
        pieces.append(h)
        offset += size
    h = torch.cat([h, *reversed(finished_h)])
    c = torch.cat([c, *reversed(finished_c)])
    out = PackedSequence(torch.cat(pieces), packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
    out, _ = pad_packed_sequence(out, batch_first=True, total_length=x.shape[1])
    return out, (h[packed.unsorted_indices], c[packed.unsorted_indices])
