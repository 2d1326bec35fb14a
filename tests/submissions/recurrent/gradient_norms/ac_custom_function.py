import torch

class Espion(torch.autograd.Function):
    """Identity; writes down the norm of the gradient that comes by."""

    @staticmethod
    def forward(ctx, h, carnet, t):
        ctx.carnet, ctx.t = carnet, t
        return h.view_as(h)

    @staticmethod
    def backward(ctx, g):
        ctx.carnet[ctx.t] = g.norm(dim=1)
        return g, None, None

def gradient_norms(step, x, h, d_h):
    carnet = {}
    s = h.detach().clone().requires_grad_(True)
    for t in range(x.shape[1]):
        s = Espion.apply(step(x[:, t], s), carnet, t)
    s.backward(gradient=d_h)
    return torch.stack([carnet[t] for t in sorted(carnet)], dim=1)
