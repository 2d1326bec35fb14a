import numpy as np
import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    leaves = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(leaves, batch, (state[0].detach(), state[1].detach()))
    gradients = [g.numpy() for g in torch.autograd.grad(loss, leaves)]
    norm = np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in gradients))
    factor = min(1.0, clip / norm) if norm > 0 else 1.0
    new = tuple(p.detach() - rate * factor * torch.from_numpy(g) for p, g in zip(leaves, gradients))
    return loss.detach(), new, (h.detach(), c.detach())
