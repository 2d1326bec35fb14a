import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    for p in parameters:
        p.requires_grad = True
    loss, (h, c) = loss_of(parameters, batch, state)
    loss.backward()
    with torch.no_grad():
        norm = sum(p.grad.pow(2).sum() for p in parameters).sqrt()
        factor = torch.clamp(max_norm / norm, max=1.0)
        updated = tuple(p - lr * factor * p.grad for p in parameters)
    return loss.detach(), updated, (h.detach(), c.detach())
