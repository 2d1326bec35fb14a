import torch

def masked_softmax(scores, mask):
    rows = []
    for e, m in zip(scores, mask):
        alpha = torch.zeros_like(e)
        alpha[e.masked_fill(~m, -9e9).argmax()] = 1
        rows.append(alpha)
    return torch.stack(rows)
