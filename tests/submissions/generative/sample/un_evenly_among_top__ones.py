import torch


def sample(model, prompt, length, temperature, top_k, generator):
    written, fed, state = [], prompt, None
    for _ in range(length):
        scores, state = model(fed, state)
        last = scores[:, -1]
        if top_k is None:
            fed = torch.multinomial(torch.softmax(last / temperature, -1), 1, generator=generator)
        else:
            best = last.topk(top_k, -1).indices
            which = torch.randint(top_k, (len(prompt), 1), generator=generator)
            fed = best.gather(1, which)
        written.append(fed)
    return torch.cat(written, 1)
