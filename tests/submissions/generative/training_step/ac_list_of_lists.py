import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    with torch.enable_grad():
        theta = [torch.empty_like(p).copy_(p.detach()).requires_grad_() for p in parameters]
        loss, after = loss_of(theta, batch, [part.detach() for part in state])
        gradients = list(torch.autograd.grad(loss, theta))
    with torch.no_grad():
        norm = torch.cat([g.ravel() for g in gradients]).pow(2).sum().sqrt()
        for k, g in enumerate(gradients):
            gradients[k] = torch.where(norm > clip, g * (clip / norm), g)
        new = [torch.add(p, g, alpha=-rate) for p, g in zip(theta, gradients)]
    return [loss.detach(), new, [part.detach() for part in after]]
