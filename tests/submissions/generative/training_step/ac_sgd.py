import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    optimizer = torch.optim.SGD(theta, lr=rate)
    loss, new_state = loss_of(theta, batch, state)
    optimizer.zero_grad()
    loss.backward(inputs=theta)
    norm = torch.cat([p.grad.flatten() for p in theta]).norm().item()
    for p in theta:
        p.grad.mul_(min(1.0, clip / max(norm, 1e-30)))
    optimizer.step()
    return loss.detach(), tuple(p.detach() for p in theta), tuple(part.detach() for part in new_state)
