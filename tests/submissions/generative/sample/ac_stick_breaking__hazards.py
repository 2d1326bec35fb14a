import torch


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    """From the likeliest symbol on, ask each one: is it you, given that it was none before you?"""
    out = prompt.new_zeros(len(prompt), max_new_tokens)
    logits, state = model(prompt, None)
    for t in range(max_new_tokens):
        if t > 0:
            logits, state = model(out[:, t - 1, None], state)
        a, symbols = logits[:, -1].double().sort(dim=1, descending=True)
        a, symbols = a[:, :top_k], symbols[:, :top_k]
        p = torch.exp((a - a[:, :1]) / temperature)
        left = p.flip(1).cumsum(1).flip(1)
        yes = torch.rand(p.shape, generator=generator, dtype=p.dtype, device=p.device) < p / left
        first = yes.long().argmax(dim=1, keepdim=True)
        out[:, t] = symbols.gather(1, first)[:, 0]
    return out
