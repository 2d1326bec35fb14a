import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = []
    for p in parameters:
        q = p.detach().clone()
        q.requires_grad = True
        theta.append(q)
    before = tuple(s.detach() for s in state)
    loss, after = loss_of(theta, batch, before)
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    with torch.no_grad():
        for q in theta:
            q -= rate * q.grad
    return loss.detach(), tuple(q.detach() for q in theta), tuple(s.detach() for s in after)
