import torch

def encode(step, embedding, tokens, lengths, state):
    h, c = state
    N, T = tokens.shape
    H = h.shape[1]
    hs = []
    for t in range(T):
        alive = t < lengths
        ids = tokens[:, t].clone()
        ids[~alive] = 0
        h_new, c_new = step(embedding[ids], (h, c))
        keep = alive.unsqueeze(1).to(h.dtype)
        h = keep * h_new + (1 - keep) * h
        c = keep * c_new + (1 - keep) * c
        hs.append(h * keep)
    out = torch.stack(hs, 1)
    return out
