import torch


def encode(step, embedding, tokens, lengths, state):
    x = embedding[tokens.clamp(max=len(embedding) - 1)]
    hs = []
    for t in range(tokens.shape[1]):
        on = (t < lengths)[:, None]
        new = step(x[:, t], state)
        hs.append(new[0] * on)
        state = tuple(torch.where(on, a, b) for a, b in zip(new, state))
    return torch.stack(hs, 1), state
