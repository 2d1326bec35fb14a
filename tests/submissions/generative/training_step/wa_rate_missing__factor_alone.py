import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = torch.autograd.grad(loss, theta)
    norm = sum(g.square().sum() for g in grads).sqrt()
    factor = torch.clamp(clip / norm, max=1)
    moved = []
    for t, g in zip(theta, grads):
        moved.append(t.detach() - factor * g)
    return loss.detach(), tuple(moved), tuple(s.detach() for s in new_state)
