import torch


def sample(model, prompt, length, temperature, top_k, generator):
    written = torch.zeros(len(prompt), length)
    fed, state = prompt, None
    for t in range(length):
        scores, state = model(fed, state)
        last = scores[:, -1] / temperature
        if top_k is not None:
            last = last.masked_fill(last < last.topk(top_k).values[:, -1:], float("-inf"))
        fed = torch.multinomial(torch.softmax(last, 1), 1, generator=generator)
        written[:, t] = fed[:, 0]
    return written
