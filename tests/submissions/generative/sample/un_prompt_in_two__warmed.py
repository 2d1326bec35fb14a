import torch


def sample(model, prompt, length, temperature, top_k, generator):
    _, state = model(prompt[:, :-1], None)
    fed, written = prompt[:, -1:], []
    for _ in range(length):
        scores, state = model(fed, state)
        last = scores[:, -1] / temperature
        if top_k is not None:
            last = last.masked_fill(last < last.topk(top_k).values[:, -1:], float("-inf"))
        fed = torch.multinomial(torch.softmax(last, 1), 1, generator=generator)
        written.append(fed)
    return torch.cat(written, 1)
