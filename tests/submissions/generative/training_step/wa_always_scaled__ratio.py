import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    copies = [p.detach().clone().requires_grad_(True) for p in parameters]
    loss, new_state = loss_of(copies, batch, tuple(s.detach() for s in state))
    loss.backward()
    total = sum((p.grad**2).sum() for p in copies) ** 0.5
    scale = clip / total
    with torch.no_grad():
        new = tuple(p - rate * scale * p.grad for p in copies)
    return loss.detach(), new, tuple(s.detach() for s in new_state)
