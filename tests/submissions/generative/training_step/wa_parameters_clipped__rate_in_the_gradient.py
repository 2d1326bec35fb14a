import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    for t in theta:
        t.grad.mul_(rate)
    # the step is not to be longer than clip
    torch.nn.utils.clip_grad_norm_(theta, clip)
    torch.optim.SGD(theta, lr=1.0).step()
    return loss.detach(), tuple(t.detach() for t in theta), tuple(s.detach() for s in new_state)
