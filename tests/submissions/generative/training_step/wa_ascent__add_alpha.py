import torch
from torch.func import grad_and_value


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach() for p in parameters]
    state = tuple(s.detach() for s in state)
    grads, (loss, new_state) = grad_and_value(lambda t: loss_of(t, batch, state), has_aux=True)(theta)
    norm = torch.cat([g.flatten() for g in grads]).norm().item()
    alpha = rate * min(1.0, clip / norm)
    moved = tuple(torch.add(t, g, alpha=alpha) for t, g in zip(theta, grads))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
