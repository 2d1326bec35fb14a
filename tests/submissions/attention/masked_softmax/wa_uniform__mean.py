import torch

def masked_softmax(scores, mask):
    rows = []
    for e, m in zip(scores, mask):
        alpha = torch.zeros_like(e)
        alpha[m] = 1 / m.sum()
        rows.append(alpha)
    return torch.stack(rows)
