import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    caught = {}
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    for i, t in enumerate(theta):
        t.register_hook(lambda g, i=i: caught.__setitem__(i, g.detach().clone()))
    loss, (h, c) = loss_of(theta, batch, tuple(s.detach() for s in state))
    loss.backward(inputs=theta)
    squares = torch.stack([torch.einsum("i,i->", g.flatten(), g.flatten()) for g in caught.values()])
    norm = squares.sum().sqrt()
    after = []
    for i, t in enumerate(theta):
        g = caught[i]
        after.append(t.detach() - rate * (g if norm <= clip else g * clip / norm))
    return loss.detach(), tuple(after), (h.detach(), c.detach())
