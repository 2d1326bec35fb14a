import torch


def reverse_padded(x, lengths):
    """n rounds of exchanging neighbours, the even pairs and the odd pairs in turn, turn n tokens around."""
    rows = []
    for row, length in zip(x.unbind(0), lengths.tolist()):
        tokens = list(row.unbind(0))
        for r in range(length):
            for i in range(r % 2, length - 1, 2):
                tokens[i], tokens[i + 1] = tokens[i + 1], tokens[i]
        rows.append(torch.stack(tokens))
    return torch.stack(rows)
