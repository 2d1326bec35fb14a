import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [torch.nn.Parameter(p.detach().clone()) for p in parameters]
    optimizer = torch.optim.SGD(theta, lr=rate)
    loss, (h, c) = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    optimizer.step()
    return loss.detach(), tuple(t.data for t in theta), (h.clone(), c.clone())
