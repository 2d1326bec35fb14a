import torch


def sample(model, prompt, length, temperature, top_k, generator):
    state, written, x = None, [], prompt
    for _ in range(length):
        scores, state = model(x, state)
        a = scores[:, -1].double()
        if top_k is not None:
            rank = a.argsort(descending=True).argsort()
            a = a.masked_fill(rank >= top_k, float("-inf"))
        u = torch.rand(a.shape, generator=generator, dtype=torch.float64).clamp(1e-300, 1)
        x = (a / temperature - torch.log(-torch.log(u))).argmax(1, keepdim=True)
        written.append(x)
    return torch.hstack(written)
