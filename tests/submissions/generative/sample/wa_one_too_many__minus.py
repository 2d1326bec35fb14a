import torch


def sample(model, prompt, length, temperature, top_k, generator):
    rows = prompt.shape[0]
    result = torch.zeros((rows, length), dtype=torch.long)
    state, fed = None, prompt
    for t in range(length):
        scores, state = model(fed, state)
        a = scores[:, -1, :]
        order = a.argsort(dim=1, descending=True)
        a = a.gather(1, order)
        keep = a.shape[1] if top_k is None else top_k
        a = a[:, :keep]
        p = torch.exp((a - a[:, :1]) / temperature)
        edges = p.cumsum(1) / p.sum(1, keepdim=True)
        u = torch.rand(rows, 1, generator=generator, dtype=torch.float64)
        place = (u > edges).sum(1, keepdim=True).clamp(max=keep - 1)
        result[:, t : t + 1] = order.gather(1, place)
        fed = result[:, t : t + 1]
    return result[:, : length - 1]
