from itertools import islice

import torch


class Writer:
    def __init__(self, model, prompt, choose):
        self.model, self.text, self.choose, self.state = model, prompt, choose, None

    def __iter__(self):
        return self

    def __next__(self):
        scores, self.state = self.model(self.text, self.state)
        self.text = self.choose(scores.select(1, -1))
        return self.text


def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    def choose(a):
        a = a.detach().to(torch.float64)
        rank = a.argsort(dim=-1, descending=True).argsort(dim=-1)
        if top_k is not None:
            a = torch.where(rank < top_k, a, -torch.inf)
        a = a - a.max(dim=-1, keepdim=True).values
        return torch.multinomial(torch.softmax(a / temperature, -1), 1, generator=generator)

    return torch.cat([prompt[:, :0], *islice(Writer(model, prompt, choose), max_new_tokens)], dim=1)
