import torch


def draw(p, generator):
    """Propose any symbol, accept it as often as it is likely compared to the likeliest one."""
    rows = torch.arange(len(p), device=p.device)
    drawn, peak = p.argmax(dim=1), p.amax(dim=1)
    waiting = torch.ones_like(peak, dtype=torch.bool)
    while waiting.any():
        proposal = torch.randint(p.shape[1], (len(p),), generator=generator, device=p.device)
        u = torch.rand(len(p), generator=generator, dtype=p.dtype, device=p.device)
        accepted = waiting & (u * peak < p[rows, proposal])
        drawn[accepted] = proposal[accepted]
        waiting &= ~accepted
    return drawn


def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    written, inputs, state = [prompt[:, :0]], prompt, None
    while len(written) <= max_new_tokens:
        logits, state = model(inputs, state)
        a = logits[:, -1].detach().double()
        if top_k is not None:
            keep = torch.zeros_like(a, dtype=torch.bool).scatter(1, a.topk(top_k).indices, True)
            a = a.masked_fill(~keep, float("-inf"))
        p = ((a - a.amax(dim=1, keepdim=True)) / temperature).softmax(dim=1)
        inputs = draw(p, generator)[:, None]
        written.append(inputs)
    return torch.cat(written, dim=1)
