import torch
import torch.nn.functional as F

class Reader:
    def __init__(self, step, state):
        self.step, self.state, self.heard = step, state, []

    def read(self, x_t, real):
        new = self.step(x_t, self.state)
        self.state = tuple(torch.where(real, a, b) for a, b in zip(new, self.state))
        self.heard.append(torch.where(real, new[0], torch.zeros_like(new[0])))


def encode(step, embedding, tokens, lengths, state):
    reader = Reader(step, state)
    for t in range(tokens.shape[1]):
        real = lengths > t
        reader.read(F.embedding(tokens[:, t].masked_fill(~real, 0), embedding), real.unsqueeze(1))
    return torch.stack(reader.heard, dim=1), reader.state
