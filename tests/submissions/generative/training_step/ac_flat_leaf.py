import torch
from torch.nn.utils import parameters_to_vector


def training_step(loss_of, parameters, batch, state, rate, clip):
    # one long leaf; the three tensors are views of it
    sizes = [p.numel() for p in parameters]
    theta = parameters_to_vector([p.detach() for p in parameters]).clone().requires_grad_()

    def three(vector):
        return [piece.view(p.shape) for piece, p in zip(vector.split(sizes), parameters)]

    loss, (h, c) = loss_of(three(theta), batch, state)
    (d,) = torch.autograd.grad(loss, [theta])
    length = torch.linalg.vector_norm(d)
    if length > clip:
        d = d / length * clip
    moved = theta.detach() - rate * d
    return loss.detach(), tuple(t.clone() for t in three(moved)), (h.detach(), c.detach())
