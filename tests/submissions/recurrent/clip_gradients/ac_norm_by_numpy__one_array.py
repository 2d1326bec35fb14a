import numpy as np
import torch


def clip_gradients(gradients, max_norm):
    everything = np.concatenate([g.detach().cpu().numpy().ravel() for g in gradients])
    norm = np.linalg.norm(everything)
    if not np.isfinite(norm):
        factor = None
    elif norm <= max_norm:
        factor = 1.0
    else:
        factor = float(max_norm / norm)
    clipped = tuple(torch.zeros_like(g) if factor is None else g * factor for g in gradients)
    return clipped, torch.as_tensor(norm, dtype=gradients[0].dtype, device=gradients[0].device)
