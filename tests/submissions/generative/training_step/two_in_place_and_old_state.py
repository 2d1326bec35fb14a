import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, _ = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    torch.nn.utils.clip_grad_norm_(theta, clip)
    torch.optim.SGD(theta, lr=rate).step()
    return loss.detach(), tuple(t.detach() for t in theta), tuple(s.detach() for s in state)
