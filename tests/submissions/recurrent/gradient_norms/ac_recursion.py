import torch

def back(step, x, h, d_h):
    """The gradient at h and the norms of all states after it."""
    if x.shape[1] == 0:
        return d_h, []
    with torch.enable_grad():
        h = h.detach().requires_grad_()
        after = step(x[:, 0], h)
    g, norms = back(step, x[:, 1:], after, d_h)
    return torch.autograd.grad(after, h, g)[0], [g.norm(dim=1)] + norms

def gradient_norms(step, x, h, d_h):
    return torch.stack(back(step, x, h, d_h)[1], dim=1)
