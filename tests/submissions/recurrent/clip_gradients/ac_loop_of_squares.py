import torch

def clip_gradients(gradients, limit):
    total = 0.0
    for g in gradients:
        total = total + torch.sum(g ** 2)
    norm = torch.sqrt(total)
    clipped = []
    for g in gradients:
        if torch.isnan(norm) or torch.isinf(norm):
            clipped.append(torch.zeros_like(g))
        elif norm > limit:
            clipped.append(g * limit / norm)
        else:
            clipped.append(g.clone())
    return tuple(clipped), norm
