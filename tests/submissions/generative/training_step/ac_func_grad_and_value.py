import torch
from torch.func import grad_and_value


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = tuple(p.detach() for p in parameters)
    old = tuple(s.detach() for s in state)
    gradients, (loss, new_state) = grad_and_value(lambda t: loss_of(list(t), batch, old), has_aux=True)(theta)
    norm = torch.cat([g.reshape(-1) for g in gradients]).norm()
    factor = torch.where(norm > clip, clip / norm, torch.ones_like(norm))
    moved = tuple(t - rate * factor * g for t, g in zip(theta, gradients))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
