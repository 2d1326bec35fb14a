# The length is the place of the first end, and a row without an end gets 0 for it.
import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    tokens = torch.full((batch, max_length), eos)
    previous = torch.full((batch,), sos)
    ended = torch.zeros(batch, dtype=torch.bool)
    for t in range(max_length):
        logits, state = step(previous, state)
        previous = torch.where(ended, eos, logits.argmax(-1))
        tokens[:, t] = previous
        ended |= previous == eos
        if ended.all():
            break
    tokens = tokens[:, : t + 1]
    lengths = (tokens == eos).int().argmax(dim=1)
    return tokens, lengths
