import torch


def sample(model, prompt, length, temperature, top_k, generator):
    def write(x, state, left):
        scores, state = model(x, state)
        a = scores[:, -1]
        if top_k is not None:
            a = torch.full_like(a, -torch.inf).scatter(1, a.topk(top_k).indices, a.topk(top_k).values)
        new = torch.softmax(a / temperature, dim=1).multinomial(1, generator=generator)
        return [new] if left == 1 else [new, *write(new, state, left - 1)]

    return torch.cat(write(prompt, None, length), dim=1)
