import torch


def sample(model, prompt, length, temperature, top_k, generator):
    scores, state = model(prompt, None)
    out = []
    for _ in range(length):
        last = scores[:, -1]
        if top_k is not None:
            last = last.masked_fill(last < last[0].topk(top_k).values[-1], -torch.inf)
        pick = torch.multinomial(torch.softmax(last / temperature, -1), 1, generator=generator)
        out.append(pick)
        scores, state = model(pick, state)
    return torch.cat(out, 1)
