import torch

def gradient_norms(step, x, h, d_h):
    h = h.clone().requires_grad_(True)
    seen = []
    with torch.enable_grad():
        for t in range(x.shape[1]):
            seen.append(h)
            h = step(x[:, t], h)
    grads = torch.autograd.grad(h, seen, d_h)
    return torch.stack([g.norm(dim=1) for g in grads], dim=1)
