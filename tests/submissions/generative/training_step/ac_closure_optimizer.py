import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    optimizer = torch.optim.SGD(theta, lr=rate, foreach=False)
    seen = []

    def closure():
        optimizer.zero_grad()
        loss, new_state = loss_of(theta, batch, tuple(s.detach() for s in state))
        loss.backward(inputs=theta)
        torch.nn.utils.clip_grad_norm_(theta, max_norm=clip, norm_type=2.0)
        seen.extend(s.detach() for s in new_state)
        return loss.detach()

    loss = optimizer.step(closure)
    return loss, tuple(t.detach() for t in theta), tuple(seen)
