import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    # detach makes no copy
    theta = [p.detach().requires_grad_() for p in parameters]
    optimizer = torch.optim.SGD(theta, lr=rate)
    loss, (h, c) = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    optimizer.step()
    return loss.detach(), tuple(t.detach() for t in theta), (h.detach(), c.detach())
