import torch
from torch.func import vmap


def lstm_unroll(step, x, lengths, state):
    def one_row(tokens, length, h, c):
        hs = []
        for t, token in enumerate(tokens.unbind(0)):
            real = t < length
            token = torch.where(real, token, torch.zeros_like(token))
            new_h, new_c = step(token[None], (h[None], c[None]))
            h = torch.where(real, new_h[0], h)
            c = torch.where(real, new_c[0], c)
            hs.append(torch.where(real, h, torch.zeros_like(h)))
        return torch.stack(hs), (h, c)

    return vmap(one_row)(x, lengths, *state)
