# The rows of the given state are overwritten, so the argument is changed.
import torch

def encode(step, embedding, tokens, lengths, state):
    h, c = state
    every = []
    for t in range(tokens.shape[1]):
        real = lengths > t
        x_t = embedding[tokens[:, t] * real]
        h_new, c_new = step(x_t, (h.clone(), c.clone()))
        h[real] = h_new[real]
        c[real] = c_new[real]
        every.append(h.clone() * real[:, None])
    return torch.stack(every, dim=1), (h, c)
