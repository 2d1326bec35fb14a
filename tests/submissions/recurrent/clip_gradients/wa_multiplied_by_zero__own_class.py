# If the norm is not finite the gradients are multiplied by 0, and inf * 0 and NaN * 0 stay NaN.
import math

import torch


class Shortener:
    def __init__(self, max_norm):
        self.max_norm = max_norm

    def factor(self, norm):
        if not math.isfinite(norm):
            return 0.0
        return min(1.0, self.max_norm / norm) if norm > 0 else 1.0


def clip_gradients(gradients, max_norm):
    norm = torch.cat([g.ravel() for g in gradients]).norm()
    factor = Shortener(max_norm).factor(norm.item())
    return tuple(factor * g for g in gradients), norm
