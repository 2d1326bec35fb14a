import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, after = loss_of(theta, batch, state)
    gradients = torch.autograd.grad(loss, theta, retain_graph=True)
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    k = rate * min(1.0, clip / norm.item())
    return loss, tuple((p - k * g).detach() for p, g in zip(theta, gradients)), tuple(s.detach() for s in after)
