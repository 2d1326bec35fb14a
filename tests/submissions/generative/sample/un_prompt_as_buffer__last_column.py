# Uses the last column of the prompt as the place of the newest character, so the caller's prompt is changed.
import torch


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    newest = prompt[:, -1:]
    result = torch.empty(len(prompt), max_new_tokens, dtype=prompt.dtype)
    logits, state = model(prompt, None)
    for t in range(max_new_tokens):
        a = logits[:, -1].double()
        values, symbols = a.topk(a.shape[1] if top_k is None else top_k)
        p = torch.softmax((values - values[:, :1]) / temperature, dim=1)
        newest.copy_(symbols.gather(1, torch.multinomial(p, 1, generator=generator)))
        result[:, t : t + 1] = newest
        if t + 1 < max_new_tokens:
            logits, state = model(newest, state)
    return result
