from torch.nn.utils import clip_grad_value_


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    clip_grad_value_(theta, clip)
    return loss.detach(), tuple(t.detach() - rate * t.grad for t in theta), (h.detach(), c.detach())
