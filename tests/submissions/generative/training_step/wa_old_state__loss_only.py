import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    h, c = state
    optimizer = torch.optim.SGD(theta, lr=rate)
    loss = loss_of(theta, batch, (h, c))[0]
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    optimizer.step()
    return loss.detach(), tuple(t.detach() for t in theta), (h.detach(), c.detach())
