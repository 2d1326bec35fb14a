from itertools import accumulate
import torch

def encode(step, embedding, tokens, lengths, state):
    real = (torch.arange(tokens.shape[1]) < lengths.unsqueeze(1)).unsqueeze(2)
    words = embedding[tokens.remainder(len(embedding))]  # some word or other in the padding

    def advance(old, column):
        x_t, real_t = column
        return tuple(torch.where(real_t, a, b) for a, b in zip(step(x_t, old), old))

    states = list(accumulate(zip(words.unbind(1), real.unbind(1)), advance, initial=tuple(state)))
    h = torch.stack([h for h, _ in states[1:]], dim=1)
    return h.masked_fill(~real, 0), states[-1]
