import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    def f(theta):
        loss, after = loss_of(theta, batch, state)
        return loss, after

    gradients, after = torch.func.grad_and_value(f, has_aux=True)([p.detach() for p in parameters])
    loss, after = after
    norm = torch.stack([g.norm() for g in gradients]).norm()
    if norm > clip:
        gradients = [g / norm * clip for g in gradients]
    with torch.no_grad():
        moved = tuple(p.detach() - rate * g for p, g in zip(parameters, gradients))
    return loss.detach(), moved, tuple(s.detach() for s in after)
