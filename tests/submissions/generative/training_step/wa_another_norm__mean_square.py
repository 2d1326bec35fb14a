import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    norm = torch.cat([g.flatten() for g in grads]).square().mean().sqrt()
    factor = min(1.0, clip / norm.item())
    moved = tuple(t.detach() - rate * factor * g for t, g in zip(theta, grads))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
