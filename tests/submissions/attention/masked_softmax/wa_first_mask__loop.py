import torch

def masked_softmax(scores, mask):
    rows = []
    for e, m in zip(scores, mask):
        alpha = torch.zeros_like(e)
        alpha[mask[0]] = torch.softmax(e[mask[0]], dim=0)
        rows.append(alpha)
    return torch.stack(rows)
