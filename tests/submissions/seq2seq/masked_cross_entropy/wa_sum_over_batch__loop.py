import torch.nn.functional as F

def masked_cross_entropy(scores, target, lengths):
    total, count = 0, 0
    for n in range(len(lengths)):
        L = int(lengths[n])
        total = total + F.cross_entropy(scores[n, :L], target[n, :L], reduction="sum")
        count += 1
    return total / count
