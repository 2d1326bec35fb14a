import torch

def masked_softmax(scores, mask):
    rows = []
    for e, m in zip(scores, mask):
        alpha = torch.zeros_like(e)
        alpha[m] = torch.exp(e[m])
        rows.append(alpha)
    return torch.stack(rows)
