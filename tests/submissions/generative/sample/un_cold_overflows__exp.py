# Computes exp(a / temperature) as it is written, which is infinite at a very low temperature.
import torch


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    written, x, state = [], prompt, None
    for _ in range(max_new_tokens):
        logits, state = model(x, state)
        weights = torch.exp(logits[:, -1] / temperature)
        if top_k is not None:
            best = weights.topk(top_k, dim=1)
            weights = torch.zeros_like(weights).scatter(1, best.indices, best.values)
        p = weights / weights.sum(1, keepdim=True)
        x = torch.multinomial(p, 1, generator=generator)
        written.append(x)
    return torch.cat(written, 1)
