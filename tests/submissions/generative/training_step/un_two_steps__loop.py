import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone() for p in parameters]
    first = None
    for _ in range(2):
        theta = [p.requires_grad_() for p in theta]
        loss, after = loss_of(theta, batch, state)
        first = loss if first is None else first
        after_first = after if first is loss else after_first
        g = torch.autograd.grad(loss, theta)
        n = torch.cat([x.flatten() for x in g]).norm()
        theta = [(p - rate * x * min(1.0, clip / float(n))).detach() for p, x in zip(theta, g)]
    return first.detach(), tuple(theta), tuple(s.detach() for s in after_first)
