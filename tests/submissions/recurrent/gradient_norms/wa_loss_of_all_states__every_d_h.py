import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    loss = sum((s * d_h).sum() for s in every)
    return torch.stack([g.norm(dim=1) for g in torch.autograd.grad(loss, every)], 1)
