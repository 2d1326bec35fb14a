import torch

def gradient_norms(step, x, h, d_h):
    states = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h).detach()
        states.append(h)
    d = d_h
    norms = [torch.linalg.vector_norm(d, dim=1)]
    for t in reversed(range(1, x.shape[1])):
        s = states[t - 1].clone().requires_grad_()
        d = torch.autograd.grad(step(x[:, t], s), s, grad_outputs=d)[0]
        norms.append(torch.linalg.vector_norm(d, dim=1))
    return torch.stack(norms[::-1], dim=1)
