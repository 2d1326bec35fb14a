import torch

def reverse_padded(x, lengths):
    rows = []
    for n, L in enumerate(lengths.tolist()):
        tokens = list(x[n].unbind(0))
        i, j = 0, L - 1
        while i < j:
            tokens[i], tokens[j] = tokens[j], tokens[i]
            i, j = i + 1, j - 1
        rows.append(torch.stack(tokens))
    return torch.stack(rows)
