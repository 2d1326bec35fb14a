import torch


def sample(model, prompt, length, temperature, top_k, generator):
    state, x = None, prompt
    text = prompt.new_zeros(len(prompt), 0)
    for _ in range(length):
        scores, state = model(x, state)
        p = torch.softmax((scores[:, -1] - scores[:, -1].max(1, keepdim=True).values) / temperature, 1)
        if top_k is not None:
            cut = p.topk(top_k, 1).values[:, -1:]
            p = torch.where(p >= cut, p, torch.zeros_like(p))
        noise = torch.empty_like(p).exponential_(generator=generator)
        x = (p / noise).argmax(1)[:, None]
        text = torch.cat((text, x), 1)
    return text
