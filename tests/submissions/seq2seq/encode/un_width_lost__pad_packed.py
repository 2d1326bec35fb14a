# What is unpacked is only as wide as the longest row, which may be less than the width of the tokens.
import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

def encode(step, embedding, tokens, lengths, state):
    packed = pack_padded_sequence(tokens, lengths, batch_first=True, enforce_sorted=False)
    order, back = packed.sorted_indices, packed.unsorted_indices
    h, c = state[0][order], state[1][order]
    said, start = [], 0
    for k in packed.batch_sizes.tolist():
        x_t = embedding[packed.data[start : start + k]]
        start += k
        h_new, c_new = step(x_t, (h[:k], c[:k]))
        said.append(h_new)
        h, c = torch.cat([h_new, h[k:]]), torch.cat([c_new, c[k:]])
    outputs = PackedSequence(torch.cat(said), packed.batch_sizes, order, back)
    outputs, _ = pad_packed_sequence(outputs, batch_first=True)
    return outputs, (h[back], c[back])
