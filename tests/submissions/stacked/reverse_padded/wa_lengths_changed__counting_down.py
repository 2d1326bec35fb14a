import torch

def reverse_padded(x, lengths):
    rows = []
    for n in range(x.shape[0]):
        rest = x[n, lengths[n]:]
        tokens = []
        while lengths[n] > 0:
            lengths[n] -= 1
            tokens.append(x[n, lengths[n]])
        rows.append(torch.cat([torch.stack(tokens), rest]))
    return torch.stack(rows)
