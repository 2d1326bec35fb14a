import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    leaves = [p.detach().clone().requires_grad_() for p in parameters]
    loss, after = loss_of(leaves, batch, state)
    gradients = torch.autograd.grad(loss, leaves)
    norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in gradients]))
    factor = min(1.0, max_norm / float(norm))
    updated = tuple((p - lr * factor * g).detach() for p, g in zip(leaves, gradients))
    return loss.item(), updated, tuple(part.detach() for part in after)
