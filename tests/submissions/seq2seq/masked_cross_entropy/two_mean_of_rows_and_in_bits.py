import torch.nn.functional as F

def masked_cross_entropy(scores, target, lengths):
    rows = [F.cross_entropy(s[:n], y[:n]) for s, y, n in zip(scores, target, lengths)]
    return sum(rows) / len(rows) / 0.6931471805599453
