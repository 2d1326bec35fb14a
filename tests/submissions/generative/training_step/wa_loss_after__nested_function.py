import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    def loss_at(t):
        return loss_of(t, batch, tuple(s.detach() for s in state))

    theta = [p.detach() for p in parameters]
    grads, (_, new_state) = torch.func.grad_and_value(loss_at, has_aux=True)(theta)
    norm = torch.cat([g.flatten() for g in grads]).norm()
    scale = torch.clamp(clip / norm, max=1.0)
    theta = [t - rate * scale * g for t, g in zip(theta, grads)]
    return loss_at(theta)[0].detach(), tuple(theta), tuple(s.detach() for s in new_state)
