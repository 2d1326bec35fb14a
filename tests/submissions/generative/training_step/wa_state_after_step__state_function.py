import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    old = tuple(s.detach() for s in state)

    def run(t):
        return loss_of(t, batch, old)

    theta = [p.detach() for p in parameters]
    grads, loss = torch.func.grad_and_value(lambda t: run(t)[0])(theta)
    norm = sum(g.square().sum() for g in grads).sqrt()
    factor = rate * torch.clamp(clip / norm, max=1.0)
    theta = tuple(t - factor * g for t, g in zip(theta, grads))
    # now the state to go on from
    state = tuple(s.detach() for s in run(list(theta))[1])
    return loss.detach(), theta, state
