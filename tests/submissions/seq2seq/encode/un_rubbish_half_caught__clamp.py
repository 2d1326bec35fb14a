# Numbers above the last word are caught, negative ones are not.
import torch
import torch.nn.functional as F

def encode(step, embedding, tokens, lengths, state):
    x = F.embedding(tokens.clamp(max=embedding.shape[0] - 1), embedding)
    h, c = state
    every = []
    for t in range(tokens.shape[1]):
        real = (t < lengths)[:, None]
        h_new, c_new = step(x[:, t], (h, c))
        h = torch.where(real, h_new, h)
        c = torch.where(real, c_new, c)
        every.append(h * real)
    return torch.stack(every, 1), (h, c)
