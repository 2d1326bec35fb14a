import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    def scalar(*theta):
        loss, after = loss_of(list(theta), batch, state)
        return loss, (loss, after)

    theta = [p.detach() for p in parameters]
    gradients, (loss, (h, c)) = torch.func.grad(scalar, argnums=tuple(range(len(theta))), has_aux=True)(*theta)
    flat = torch.cat([g.reshape(-1) for g in gradients])
    norm = torch.linalg.vector_norm(flat)
    flat = flat * torch.minimum(torch.ones_like(norm), clip / norm)
    moved, at = [], 0
    for p in theta:
        moved.append(p - rate * flat[at : at + p.numel()].view_as(p))
        at += p.numel()
    return loss.detach(), tuple(m.detach() for m in moved), (h.detach() * 0, c.detach() * 0)
