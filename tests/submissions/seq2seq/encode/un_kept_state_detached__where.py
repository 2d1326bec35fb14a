# The state that a row keeps in its padding is detached, so no gradient comes back from the last state of a short row.
import torch

def encode(step, embedding, tokens, lengths, state):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    x = embedding[tokens.masked_fill(~real, 0)]
    every = []
    for t in range(tokens.shape[1]):
        new = step(x[:, t], state)
        keep = real[:, t : t + 1]
        # a row that is over needs no gradient any more
        state = tuple(torch.where(keep, a, b.detach()) for a, b in zip(new, state))
        every.append(torch.where(keep, state[0], torch.zeros_like(state[0])))
    return torch.stack(every, 1), state
