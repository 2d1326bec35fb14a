import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    h, c = state
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, _) = loss_of(theta, batch, (h, c))
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    torch.optim.SGD(theta, lr=rate).step()
    return loss.detach(), tuple(t.detach() for t in theta), (h.detach(), c.detach())
