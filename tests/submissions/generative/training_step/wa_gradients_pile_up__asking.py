# Takes the gradients on the tensors that were given and leaves them there: a second step with the same tensors adds to them.
import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    for p in parameters:
        p.requires_grad_(True)
    loss, (h, c) = loss_of(parameters, batch, state)
    loss.backward()
    d = torch.cat([p.grad.flatten() for p in parameters])
    d = d * min(1.0, max_norm / d.norm().item())
    pieces = d.split([p.numel() for p in parameters])
    with torch.no_grad():
        moved = tuple(p - lr * piece.view_as(p) for p, piece in zip(parameters, pieces))
    return loss.detach(), moved, (h.detach(), c.detach())
