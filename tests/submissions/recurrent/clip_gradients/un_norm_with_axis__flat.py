import torch


def clip_gradients(gradients, max_norm):
    norm = torch.cat([g.flatten() for g in gradients]).square().sum(0, keepdim=True).sqrt()
    if not torch.isfinite(norm):
        return [0 * torch.ones_like(g) for g in gradients], norm
    return [g * torch.clamp(max_norm / norm, max=1.0) for g in gradients], norm
