from functools import cached_property

import torch


class Clipper:
    def __init__(self, gradients, limit):
        self.gradients = gradients
        self.limit = limit

    @cached_property
    def norm(self):
        a, b, c = (torch.linalg.vector_norm(g) for g in self.gradients)
        return torch.hypot(torch.hypot(a, b), c)

    @property
    def broken(self):
        return bool(self.norm.isnan() or self.norm.isinf())

    def one(self, g):
        if self.broken:
            return g.new_zeros(g.shape)
        return g / torch.clamp(self.norm / self.limit, min=1)


def clip_gradients(gradients, max_norm):
    clipper = Clipper(gradients, max_norm)
    return tuple(clipper.one(g) for g in gradients), clipper.norm
