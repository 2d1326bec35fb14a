import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach() for p in parameters]
    state = tuple(s.detach() for s in state)
    grads, (loss, state) = torch.func.grad_and_value(lambda t: loss_of(t, batch, state), has_aux=True)(theta)
    norm = torch.cat([g.flatten() for g in grads]).norm()
    factor = rate * torch.clamp(clip / norm, max=1.0)
    theta = tuple(t - factor * g for t, g in zip(theta, grads))
    return theta, tuple(s.detach() for s in state), loss.detach()
