import torch

def encode(step, embedding, tokens, lengths, state):
    state = tuple(torch.zeros_like(s) for s in state)
    hs = []
    for t in range(tokens.shape[1]):
        real = (t < lengths)[:, None]
        new = step(embedding[torch.where(t < lengths, tokens[:, t], 0)], state)
        state = tuple(torch.where(real, a, b) for a, b in zip(new, state))
        hs.append(state[0])
    return torch.stack(hs, 1), state
