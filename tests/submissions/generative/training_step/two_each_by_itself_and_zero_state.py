import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    for t in theta:
        torch.nn.utils.clip_grad_norm_([t], clip)
    torch.optim.SGD(theta, lr=rate).step()
    return loss.detach(), tuple(t.detach() for t in theta), (torch.zeros_like(h), torch.zeros_like(c))
