import torch

def encode(step, embedding, tokens, lengths, state):
    def go(t, state):
        if t == tokens.shape[1]:
            return [], state
        real = (lengths > t)[:, None]
        x = embedding[tokens[:, t] * (lengths > t)]
        h, c = step(x, state)
        rest, last = go(t + 1, (torch.where(real, h, state[0]), torch.where(real, c, state[1])))
        return [h * real] + rest, last

    hs, last = go(0, state)
    return torch.stack(hs, 1), last
