import numpy as np
import torch


def gradient_norms(step, x, h, d_h):
    state = h.clone().requires_grad_(True)
    states = []
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
        states.append(state)
    gradients = torch.autograd.grad(states[-1], states, grad_outputs=d_h)
    gradients = np.stack([g.detach().cpu().numpy() for g in gradients], axis=1)
    return torch.from_numpy(np.sqrt((gradients * gradients).sum(axis=2))).to(d_h)
