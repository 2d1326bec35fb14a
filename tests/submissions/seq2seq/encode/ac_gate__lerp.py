import torch

def encode(step, embedding, tokens, lengths, state):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    x = embedding[tokens * real]
    h, c = state
    gate = real.to(h.dtype).unsqueeze(2)
    every = []
    for t in range(tokens.shape[1]):
        h_new, c_new = step(x[:, t], (h, c))
        h, c = torch.lerp(h, h_new, gate[:, t]), torch.lerp(c, c_new, gate[:, t])
        every.append(gate[:, t] * h)
    return torch.stack(every, dim=1), (h, c)
