import numpy as np
import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    grads = [g.cpu().numpy().astype(np.float64) for g in torch.autograd.grad(loss, theta)]
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    share = min(1.0, clip / norm) if norm > 0 else 1.0
    after = []
    for p, g in zip(parameters, grads):
        value = p.detach().cpu().numpy() - rate * share * g
        after.append(torch.from_numpy(np.asarray(value)).to(device=p.device, dtype=p.dtype))
    return loss.detach(), tuple(after), tuple(s.detach() for s in new_state)
