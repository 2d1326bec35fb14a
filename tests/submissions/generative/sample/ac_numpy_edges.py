import numpy as np
import torch


def sample(model, prompt, length, temperature, top_k, generator):
    scores, state = model(prompt, None)
    text = np.zeros((len(prompt), length), dtype=np.int64)
    for t in range(length):
        a = scores[:, -1].detach().numpy().astype(np.float64)
        if top_k is not None:
            least = np.sort(a, axis=1)[:, -top_k][:, None]
            a = np.where(a >= least, a, -np.inf)
        p = np.exp((a - a.max(axis=1, keepdims=True)) / temperature)
        p /= p.sum(axis=1, keepdims=True)
        u = torch.rand(len(prompt), generator=generator, dtype=torch.float64).numpy()
        text[:, t] = np.minimum((p.cumsum(axis=1) <= u[:, None]).sum(axis=1), p.shape[1] - 1)
        if t + 1 < length:
            scores, state = model(torch.from_numpy(text[:, t : t + 1].copy()), state)
    return torch.from_numpy(text)
