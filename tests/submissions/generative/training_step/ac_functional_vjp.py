import torch
from torch.autograd.functional import vjp


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = tuple(p.detach() for p in parameters)
    state = tuple(s.detach() for s in state)

    def outputs(*t):
        loss, (h, c) = loss_of(list(t), batch, state)
        return loss, h, c

    # only the loss is asked for its gradient
    one = torch.ones((), dtype=theta[0].dtype, device=theta[0].device)
    directions = (one, torch.zeros_like(state[0]), torch.zeros_like(state[1]))
    (loss, h, c), grads = vjp(outputs, theta, directions)
    norm = torch.sqrt(sum((g * g).sum() for g in grads))
    scale = 1.0 if norm <= clip else clip / norm
    return loss.detach(), tuple(t - g * (scale * rate) for t, g in zip(theta, grads)), (h.detach(), c.detach())
