import torch


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    start = tuple(s.detach() for s in state)

    def f(theta):
        loss, after = loss_of(theta, batch, start)
        return loss, (loss, after)

    theta = [p.detach() for p in parameters]
    d, (loss, (h, c)) = torch.func.jacrev(f, has_aux=True)(theta)
    norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in d]))
    factor = (max_norm / norm).clamp(max=1)
    moved = tuple((p - lr * factor * g).detach() for p, g in zip(theta, d))
    return loss.detach(), moved, (h.detach(), c.detach())
