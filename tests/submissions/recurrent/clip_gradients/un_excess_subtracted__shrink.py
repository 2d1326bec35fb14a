import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([(g ** 2).sum() for g in gradients]).sum() ** 0.5
    if not norm.isfinite():
        return tuple(torch.zeros_like(g) for g in gradients), norm
    count = sum(g.numel() for g in gradients)
    excess = (norm - limit).clamp(min=0) / count ** 0.5
    return tuple(g - excess * g.sign() for g in gradients), norm
