import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    leaves = [p.detach().clone().requires_grad_() for p in parameters]
    loss, after = loss_of(leaves, batch, state)
    gradients = torch.autograd.grad(loss, leaves)
    norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in gradients]))
    factor = min(1.0, max_norm / float(norm))
    with torch.no_grad():
        updated = [(p - lr * factor * g).requires_grad_() for p, g in zip(leaves, gradients)]
    return loss.detach(), updated, [part.detach() for part in after]
