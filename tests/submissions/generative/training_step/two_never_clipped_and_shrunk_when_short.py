import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    norm = torch.cat([g.flatten() for g in grads]).norm()
    factor = rate * torch.clamp(norm / clip, max=1.0)
    moved = tuple(t.detach() - factor * g for t, g in zip(theta, grads))
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
