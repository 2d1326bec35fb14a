# Leaves the biases (everything with one axis) out of the norm, as weight decay does, so it clips too seldom.
import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    def f(theta):
        loss, after = loss_of(theta, batch, state)
        return loss, (loss.detach(), after)

    theta = [p.detach() for p in parameters]
    d, (loss, (h, c)) = torch.func.grad(f, has_aux=True)(theta)
    norm = sum(float((g**2).sum()) for g in d if g.dim() > 1) ** 0.5
    factor = max_norm / norm if norm > max_norm else 1.0
    return loss.detach(), tuple(p - lr * factor * g for p, g in zip(theta, d)), (h.detach(), c.detach())
