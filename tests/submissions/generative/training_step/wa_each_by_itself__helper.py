import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    for_each = []
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, after = loss_of(theta, batch, state)
    for p, g in zip(theta, torch.autograd.grad(loss, theta)):
        n = g.norm()
        if n > clip:
            g = g * clip / n
        for_each.append((p - rate * g).detach())
    return loss.detach(), tuple(for_each), tuple(s.detach() for s in after)
