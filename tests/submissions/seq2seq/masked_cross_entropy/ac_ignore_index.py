import torch

def masked_cross_entropy(scores, target, lengths):
    real = torch.arange(target.size(1)) < lengths[:, None]
    marked = torch.where(real, target, torch.full_like(target, -100))
    return torch.nn.functional.cross_entropy(scores.transpose(1, 2), marked, ignore_index=-100)
