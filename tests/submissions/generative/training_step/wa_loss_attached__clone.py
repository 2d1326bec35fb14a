import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    norm = sum(g.square().sum() for g in grads).sqrt()
    with torch.no_grad():
        step = [rate * g * torch.clamp(clip / norm, max=1.0) for g in grads]
        moved = tuple(t - s for t, s in zip(theta, step))
    before = loss.clone()
    return before, moved, tuple(s.detach() for s in new_state)
