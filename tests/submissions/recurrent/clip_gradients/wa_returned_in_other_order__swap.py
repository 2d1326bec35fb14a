import torch

def clip_gradients(gradients, limit):
    norm = torch.hypot(gradients[0].norm(), torch.hypot(gradients[1].norm(), gradients[2].norm()))
    if not torch.isfinite(norm):
        clipped = tuple(map(torch.zeros_like, gradients))
    else:
        f = 1.0 if norm <= limit else limit / norm
        clipped = tuple(f * g for g in gradients)
    return norm, clipped
