import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p * 1 if p.requires_grad else p.clone().requires_grad_() for p in parameters]
    loss, after = loss_of(theta, batch, state)
    gradients = torch.autograd.grad(loss, theta, create_graph=True)
    norm = sum(g.square().sum() for g in gradients).sqrt()
    k = rate * torch.clamp(clip / norm, max=1)
    return loss.detach(), tuple(p - k * g for p, g in zip(theta, gradients)), tuple(s.detach() for s in after)
