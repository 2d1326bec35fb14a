import torch
from torch.nn.utils import parameters_to_vector


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    with torch.no_grad():
        vector = parameters_to_vector([t - rate * g for t, g in zip(theta, grads)])
        if vector.norm() > clip:
            vector = vector * (clip / vector.norm())
        pieces = vector.split([t.numel() for t in theta])
    return loss.detach(), tuple(v.reshape(t.shape) for v, t in zip(pieces, theta)), (h.detach(), c.detach())
