import torch

def gradient_norms(step, x, h, d_h):
    every = []
    h = h.detach()
    for t in range(x.shape[1]):
        h = step(x[:, t], h).detach().requires_grad_()
        every.append(h)
    grads = torch.autograd.grad(h, every, d_h, allow_unused=True)
    return torch.stack([torch.zeros(len(x), dtype=x.dtype) if g is None else g.norm(dim=1) for g in grads], 1)
