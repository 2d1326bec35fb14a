import torch

def clip_gradients(gradients, limit):
    with torch.no_grad():
        copies = [g.clone() for g in gradients]
        norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in copies]))
        if not torch.isfinite(norm):
            for g in copies:
                g.zero_()
        elif norm > limit:
            for g in copies:
                g *= limit / norm
    return tuple(copies), norm
