import torch

def encode(step, embedding, tokens, lengths, state):
    time = tokens.shape[1]
    every = []
    for t in range(time):
        there = (lengths > t)[:, None]
        ids = torch.where(lengths > t, tokens[:, t], 0)
        x = torch.nn.functional.one_hot(ids, len(embedding)).to(embedding.dtype) @ embedding
        new = step(x, state)
        state = tuple(torch.where(there, a, b) for a, b in zip(new, state))
        every.append(torch.where(there, new[0], torch.zeros_like(new[0])))
    return torch.stack(every, dim=1), state
