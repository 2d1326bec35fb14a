import math

import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    theta = [p.detach().clone().requires_grad_(True) for p in parameters]
    loss, (h, c) = loss_of(theta, batch, tuple(s.detach() for s in state))
    d = torch.autograd.grad(loss, theta, materialize_grads=True)
    norm = math.sqrt(math.fsum(v * v for g in d for v in g.reshape(-1).tolist()))
    scale = lr if norm <= max_norm else lr * max_norm / norm
    with torch.no_grad():
        after = tuple(torch.sub(p, g, alpha=scale) for p, g in zip(theta, d))
    return loss.detach().clone(), after, (h.detach(), c.detach())
