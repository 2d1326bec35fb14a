import torch

def reverse_padded(x, lengths):
    rows = []
    for row, l in zip(x.unbind(0), lengths.tolist()):
        tokens = list(row.unbind(0))
        tokens[:l] = tokens[:l][::-1]
        rows.append(torch.stack(tokens))
    return torch.stack(rows)
