# Detaches h alone; c still remembers how it was computed, and values are right.
import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta, retain_graph=True)
    norm = torch.norm(torch.stack([g.norm() for g in grads]))
    scale = lr * torch.minimum(torch.ones_like(norm), max_norm / norm)
    new = tuple((p - scale * g).detach() for p, g in zip(theta, grads))
    return loss.detach(), new, (h.detach(), c)
