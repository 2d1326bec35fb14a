import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    theta = [p.clone() for p in parameters]
    for p in theta:
        p.requires_grad_()
    loss, after = loss_of(theta, batch, state)
    loss.backward()
    norm = torch.cat([p.grad.flatten() for p in theta]).norm()
    factor = (max_norm / norm).clamp(max=1)
    updated = tuple((p - lr * factor * p.grad).detach() for p in theta)
    return loss.detach(), updated, tuple(part.detach() for part in after)
