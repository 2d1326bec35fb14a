import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    new_states = []
    for step, (h, c) in zip(steps, states):
        hs = []
        for t in range(x.shape[1]):
            m = (lengths > t).view(-1, 1)
            hn, cn = step(x[:, t], (h, c))
            h, c = torch.where(m, hn, h), torch.where(m, cn, c)
            hs.append(torch.where(m, hn, torch.zeros_like(hn)))
        x = torch.stack(hs, 1)
        new_states.append((h, c))
    return x, new_states
