import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    grads = torch.autograd.grad(h, every, d_h)
    return torch.stack([g.norm(dim=1) for g in grads], 1)[:, :-1]
