import torch
from torch.nn.utils import parameters_to_vector


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    d = parameters_to_vector(torch.autograd.grad(loss, theta, create_graph=True))
    d = d * min(1.0, clip / d.norm().item())
    vector = parameters_to_vector(theta) - rate * d
    moved = tuple(v.view(t.shape) for v, t in zip(vector.split([t.numel() for t in theta]), theta))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
