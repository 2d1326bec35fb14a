import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = list(torch.autograd.grad(loss, theta))
    with torch.no_grad():
        norm = torch.stack(torch._foreach_norm(grads)).norm()
        ratio = (clip / norm).item()
        if ratio < 1:
            grads = torch._foreach_mul(grads, ratio)
        moved = torch._foreach_add([t.detach() for t in theta], grads, alpha=-rate)
    return loss.detach(), tuple(moved), tuple(x.detach() for x in new_state)
