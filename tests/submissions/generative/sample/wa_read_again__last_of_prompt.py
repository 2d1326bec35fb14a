# Reads the whole prompt and then its last character once more, so the state has seen that character twice.
import torch


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    _, state = model(prompt, None)
    token = prompt[:, -1:]
    tokens = []
    for _ in range(max_new_tokens):
        logits, state = model(token, state)
        a = logits.squeeze(1)
        if top_k is not None:
            outside = a.argsort(dim=1, descending=True)[:, top_k:]
            a = a.scatter(1, outside, float("-inf"))
        a = (a - a.max(1, keepdim=True).values) / temperature
        token = torch.multinomial(a.softmax(1), 1, generator=generator)
        tokens.append(token)
    return torch.cat(tokens, 1)
