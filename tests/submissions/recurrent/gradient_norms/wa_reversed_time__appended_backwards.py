import torch

def gradient_norms(step, x, h, d_h):
    states = [h]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], states[-1]).detach())
    d, norms = d_h, [d_h.norm(dim=1)]
    for t in range(x.shape[1] - 1, 0, -1):
        s = states[t].clone().requires_grad_()
        with torch.enable_grad():
            (d,) = torch.autograd.grad(step(x[:, t], s), s, d)
        norms.append(d.norm(dim=1))
    return torch.stack(norms, 1)
