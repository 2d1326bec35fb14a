import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    norm = sum(g.square().sum() for g in grads).sqrt()
    scale = torch.clamp(clip / norm, max=1.0)
    moved = tuple(t.detach() - rate * scale * g for t, g in zip(theta, grads))
    # so that the model has them, too
    with torch.no_grad():
        for p, m in zip(parameters, moved):
            p.copy_(m)
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
