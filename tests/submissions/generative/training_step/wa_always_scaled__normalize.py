import torch
import torch.nn.functional as F


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    d = torch.cat([g.flatten() for g in torch.autograd.grad(loss, theta)])
    d = clip * F.normalize(d, dim=0)
    pieces = d.split([t.numel() for t in theta])
    moved = tuple(t.detach() - rate * g.view_as(t) for t, g in zip(theta, pieces))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
