import torch

def gradient_norms(step, x, h, d_h):
    states = [h]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], states[-1]).detach())
    norms = [d_h.norm(dim=1)]
    for t in range(x.shape[1] - 1, 0, -1):
        s = states[t].clone().requires_grad_()
        (d,) = torch.autograd.grad(step(x[:, t], s), s, d_h.clone())
        d_h.copy_(d)
        norms.insert(0, d_h.norm(dim=1))
    return torch.stack(norms, 1)
