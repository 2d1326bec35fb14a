import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    seq = []
    for t, x_t in enumerate(x.transpose(0, 1)):
        real = (t < lengths).unsqueeze(-1)
        new = step(x_t, (h, c))
        h, c = [torch.where(real, a, b) for a, b in zip(new, (h, c))]
        seq.append(torch.where(real, c, torch.zeros_like(c)))
    return torch.stack(seq, dim=1), (h, c)
