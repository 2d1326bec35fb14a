import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        h.retain_grad()
        every.append(h)
    norms = []
    for s in every:
        h.backward(d_h, retain_graph=True)
        norms.append(s.grad.norm(dim=1))
    return torch.stack(norms, 1)
