import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    # first time only to see how long the gradient is
    raw = torch.autograd.grad(loss, theta, retain_graph=True)
    norm = torch.cat([g.flatten() for g in raw]).pow(2).sum().sqrt()
    weight = torch.clamp(clip / norm, max=1.0).reshape(loss.shape).to(loss.dtype)
    # second time as if the loss had been smaller
    clipped = torch.autograd.grad(loss, theta, grad_outputs=weight)
    moved = [torch.add(t.detach(), g, alpha=-rate) for t, g in zip(theta, clipped)]
    return loss.detach(), tuple(moved), (h.detach(), c.detach())
