import torch

def clip_gradients(gradients, limit):
    long = torch.cat([g.reshape(-1) for g in gradients])
    norm = torch.linalg.vector_norm(long)
    if not torch.isfinite(norm) or norm <= limit:
        return tuple(g.clone() for g in gradients), norm   # rien à faire
    return tuple(g.mul(limit / norm) for g in gradients), norm
