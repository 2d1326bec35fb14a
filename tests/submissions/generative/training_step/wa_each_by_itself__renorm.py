import torch
from torch.func import grad_and_value


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach() for p in parameters]
    state = tuple(s.detach() for s in state)
    grads, (loss, new_state) = grad_and_value(lambda t: loss_of(t, batch, state), has_aux=True)(theta)
    moved = []
    for t, g in zip(theta, grads):
        short = torch.renorm(g.reshape(1, -1), 2, 0, clip).reshape(g.shape)
        moved.append(t - rate * short)
    return loss.detach(), tuple(moved), tuple(s.detach() for s in new_state)
