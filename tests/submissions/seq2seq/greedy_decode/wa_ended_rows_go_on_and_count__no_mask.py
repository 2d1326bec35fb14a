import torch

def greedy_decode(step, state, batch, sos, eos, most):
    out = torch.full((batch, most), eos)
    y = torch.full((batch,), sos, dtype=torch.long)
    lengths = torch.zeros(batch, dtype=torch.long)
    alive = torch.ones(batch, dtype=torch.bool)
    steps = 0
    for t in range(most):
        a, state = step(y, state)
        y = a.argmax(-1)
        out[:, t] = y
        steps = t + 1
        alive = alive & (y != eos)
        lengths = lengths + (y != eos).long()
        if not alive.any():
            break
    return out[:, :steps], lengths
