from torch.nn.utils import clip_grad_norm_


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    loss.backward(inputs=theta)
    moved = tuple(t.detach() - rate * t.grad for t in theta)
    clip_grad_norm_(theta, clip)
    return loss.detach(), moved, tuple(s.detach() for s in new_state)
