import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    hs = []
    for t in range(x.shape[1]):
        if t < lengths[0]:
            h, c = step(x[:, t], (h, c))
            hs.append(h)
        else:
            hs.append(torch.zeros_like(h))
    return torch.stack(hs, dim=1), (h, c)
