import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    state = tuple(s.detach().clone() for s in state)

    def loss_alone(t):
        # this state stays inside
        loss, state_after = loss_of(t, batch, state)
        return loss

    theta = [p.detach() for p in parameters]
    grads, loss = torch.func.grad_and_value(loss_alone)(theta)
    norm = torch.cat([g.flatten() for g in grads]).norm()
    factor = rate * torch.clamp(clip / norm, max=1.0)
    return loss.detach(), tuple(t - factor * g for t, g in zip(theta, grads)), state
