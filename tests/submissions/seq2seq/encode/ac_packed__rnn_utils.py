import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

def encode(step, embedding, tokens, lengths, state):
    packed = pack_padded_sequence(tokens, lengths.cpu(), batch_first=True, enforce_sorted=False)
    h, c = (s[packed.sorted_indices] for s in state)
    every = []
    for x_t in embedding[packed.data].split(packed.batch_sizes.tolist()):
        k = len(x_t)
        h_new, c_new = step(x_t, (h[:k], c[:k]))
        h, c = torch.cat((h_new, h[k:])), torch.cat((c_new, c[k:]))
        every.append(h_new)
    every = PackedSequence(torch.cat(every), packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
    every, _ = pad_packed_sequence(every, batch_first=True, total_length=tokens.shape[1])
    return every, (h[packed.unsorted_indices], c[packed.unsorted_indices])
