import torch


def sample(model, prompt, length, temperature, top_k, generator):
    text = prompt
    for _ in range(length):
        last = model(text, None)[0][:, -1]
        if top_k is not None:
            last = last.masked_fill(last < last.topk(top_k).values[:, -1:], float("-inf"))
        p = torch.softmax(last / temperature, 1)
        text = torch.cat([text, torch.multinomial(p, 1, generator=generator)], 1)
    return text[:, prompt.shape[1] :]
