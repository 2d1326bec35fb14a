# Draws one random number for each row and uses it at every step: each share is right, but the steps hang together.
import numpy as np
import torch


def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    u = torch.rand(prompt.shape[0], generator=generator, dtype=torch.float64).numpy()
    out = np.zeros((prompt.shape[0], max_new_tokens), dtype=np.int64)
    x, state = prompt, None
    for t in range(max_new_tokens):
        logits, state = model(x, state)
        values, symbols = logits[:, -1].detach().double().topk(top_k or logits.shape[2], dim=1)
        p = torch.softmax((values - values[:, :1]) / temperature, 1).numpy()
        for n in range(len(p)):
            k = min(np.searchsorted(np.cumsum(p[n]), u[n], side="right"), p.shape[1] - 1)
            out[n, t] = symbols[n, k]
        x = torch.from_numpy(out[:, t : t + 1].copy())
    return torch.from_numpy(out)
