import torch


def sample(model, prompt, length, temperature, top_k, generator):
    written, fed, state = [], prompt, None
    for _ in range(length):
        scores, state = model(fed, state)
        last = scores[0, -1] / temperature
        if top_k is not None:
            last = last.masked_fill(last < last.topk(top_k).values[-1], float("-inf"))
        p = torch.softmax(last, 0)
        fed = torch.multinomial(p, len(prompt), replacement=True, generator=generator)[:, None]
        written.append(fed)
    return torch.cat(written, 1)
