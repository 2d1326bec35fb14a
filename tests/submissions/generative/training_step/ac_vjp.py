import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = tuple(p.detach() for p in parameters)
    loss, pull, after = torch.func.vjp(lambda *p: loss_of(p, batch, state), *theta, has_aux=True)
    gradients = pull(torch.ones_like(loss))
    squares = 0.0
    for g in gradients:
        squares = squares + (g * g).sum()
    shrink = clip / max(float(squares) ** 0.5, clip)
    return loss.detach(), tuple((p - rate * shrink * g).detach() for p, g in zip(theta, gradients)), tuple(s.detach() for s in after)
