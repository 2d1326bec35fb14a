import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p if p.requires_grad else p.clone().requires_grad_() for p in parameters]
    loss, after = loss_of(theta, batch, tuple(s.detach() for s in state))
    gradients = torch.autograd.grad(loss, theta)
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    k = rate * min(1.0, clip / norm.item())
    return loss.detach(), tuple(p - k * g for p, g in zip(theta, gradients)), tuple(s.detach() for s in after)
