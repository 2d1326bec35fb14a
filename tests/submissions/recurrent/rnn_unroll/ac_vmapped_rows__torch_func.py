import torch
from torch.func import vmap


def rnn_unroll(step, x, lengths, h):
    def one_row(tokens, length, h):
        every = []
        for t in range(tokens.shape[0]):
            real = t < length
            token = torch.where(real, tokens[t], torch.zeros_like(tokens[t]))
            h = torch.where(real, step(token.unsqueeze(0), h.unsqueeze(0)).squeeze(0), h)
            every.append(torch.where(real, h, torch.zeros_like(h)))
        return torch.stack(every), h

    return vmap(one_row)(x, lengths, h)
