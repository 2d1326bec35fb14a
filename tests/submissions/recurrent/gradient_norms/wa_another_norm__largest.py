import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    hs = []
    for i in range(x.shape[1]):
        h = step(x[:, i], h)
        h.retain_grad()
        hs.append(h)
    h.backward(d_h)
    return torch.stack([s.grad.abs().amax(dim=1) for s in hs], dim=1)
