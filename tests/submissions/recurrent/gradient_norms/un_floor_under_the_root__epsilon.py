# Under the root stands a small number for safety, so a gradient that has vanished seems to have the norm 0.00001.
import torch


def safe_norm(d):
    return torch.sqrt((d**2).sum(dim=-1) + 1e-10)


def gradient_norms(step, x, h, d_h):
    state = h.detach().clone().requires_grad_(True)
    states = []
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
        states.append(state)
    gradients = torch.autograd.grad(states[-1], states, d_h)
    return safe_norm(torch.stack(gradients, dim=1))
