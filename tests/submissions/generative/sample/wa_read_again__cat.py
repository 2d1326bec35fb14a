import torch


def sample(model, prompt, length, temperature, top_k, generator):
    scores, state = model(prompt, None)
    out = []
    while True:
        last = scores[:, -1] / temperature
        if top_k is None:
            pick = torch.multinomial(torch.softmax(last, -1), 1, generator=generator)
        else:
            best, which = last.topk(top_k, dim=-1)
            pick = which.gather(1, torch.multinomial(torch.softmax(best, -1), 1, generator=generator))
        out.append(pick)
        if len(out) == length:
            return torch.cat(out, 1)
        scores, state = model(torch.cat([prompt, *out], 1), state)
