import math
import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    leaves = [p.detach().clone().requires_grad_(True) for p in parameters]
    loss, new_state = loss_of(leaves, batch, state)
    grads = torch.autograd.grad(loss, leaves)
    length = math.hypot(*[g.norm().item() for g in grads])
    if length > clip:
        grads = [g * (clip / length) for g in grads]
    with torch.no_grad():
        after = tuple(p - rate * g for p, g in zip(leaves, grads))
    return loss.detach(), after, tuple(s.detach() for s in new_state)
