import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [torch.nn.Parameter(p.detach().clone()) for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    norm = torch.nn.utils.get_total_norm([t.grad for t in theta])
    for t in theta:
        t.grad *= clip / norm
    torch.optim.SGD(theta, lr=rate).step()
    return loss.detach(), tuple(t.data for t in theta), (h.detach(), c.detach())
