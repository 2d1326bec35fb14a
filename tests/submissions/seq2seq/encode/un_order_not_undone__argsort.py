# Sorting is undone by the order itself and not by its inverse.
import torch

def encode(step, embedding, tokens, lengths, state):
    order = torch.argsort(lengths, descending=True)
    tokens, lengths = tokens[order], lengths[order]
    h, c = state[0][order], state[1][order]
    every = h.new_zeros(*tokens.shape, h.shape[1])
    for t in range(int(lengths[0])):
        k = int((lengths > t).sum())  # the first k rows still have words
        h_new, c_new = step(embedding[tokens[:k, t]], (h[:k], c[:k]))
        every[:k, t] = h_new
        h, c = torch.cat((h_new, h[k:])), torch.cat((c_new, c[k:]))
    return every[order], (h[order], c[order])
