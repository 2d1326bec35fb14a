import torch


def alias_table(p):
    """Vose: each of n columns holds at most two symbols."""
    n = len(p)
    height, other = [n * q for q in p], list(range(n))
    low = [k for k in range(n) if height[k] < 1]
    high = [k for k in range(n) if height[k] >= 1]
    share = [1.0] * n
    while low and high:
        a, b = low.pop(), high.pop()
        share[a], other[a] = height[a], b
        height[b] -= 1 - height[a]
        (low if height[b] < 1 else high).append(b)
    return share, other


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    text, state = prompt, None
    written = prompt.new_empty(prompt.shape[0], max_new_tokens)
    for t in range(max_new_tokens):
        logits, state = model(text, state)
        best, symbols = logits[:, -1].double().topk(top_k or logits.shape[-1])
        p = torch.softmax((best - best[:, :1]) / temperature, dim=-1).tolist()
        u = torch.rand(len(p), 2, generator=generator, dtype=torch.float64, device=generator.device).tolist()
        drawn = []
        for row, names, (first, second) in zip(p, symbols.tolist(), u):
            share, other = alias_table(row)
            k = int(first * len(row))
            drawn.append(names[k if second < share[k] else other[k]])
        written[:, t] = written.new_tensor(drawn)
        text = written[:, t : t + 1].clone()
    return written
