import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    moved = []
    for t, g in zip(theta, torch.autograd.grad(loss, theta)):
        g = torch.where(g.abs() > clip, clip * g.sign(), g)
        moved.append((t - g * rate).detach())
    return loss.detach(), tuple(moved), tuple(s.detach() for s in new_state)
