import torch


def sample(model, prompt, length, temperature, top_k, generator):
    scores, state = model(prompt, None)
    out = []
    while True:
        last = scores[:, -1]
        if top_k is None:
            pick = torch.multinomial(torch.softmax(last, -1), 1)
        else:
            best, which = last.topk(top_k, dim=-1)
            pick = which.gather(1, torch.multinomial(torch.softmax(best, -1), 1))
        out.append(pick)
        if len(out) == length:
            return torch.cat(out, 1)
        scores, state = model(pick, state)
