import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    states = list(states)
    top = []
    for t in range(x.shape[1]):
        value = x[:, t]
        real = (t < lengths)[:, None]
        for k, step in enumerate(steps):
            h, c = step(value, states[k])
            states[k] = (torch.where(real, h, states[k][0]), torch.where(real, c, states[k][1]))
            value = torch.where(real, h, torch.zeros_like(h))
        top.append(value)
    return torch.stack(top, 1), states
