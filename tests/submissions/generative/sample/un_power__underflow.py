import torch


def sample(model, prompt, length, temperature, top_k, generator):
    written, fed, state = [], prompt, None
    for _ in range(length):
        scores, state = model(fed, state)
        p = torch.softmax(scores[:, -1], -1)
        if top_k is not None:
            p = p * (p >= p.topk(top_k).values[:, -1:])
        fed = torch.multinomial(p ** (1 / temperature), 1, generator=generator)
        written.append(fed)
    return torch.cat(written, 1)
