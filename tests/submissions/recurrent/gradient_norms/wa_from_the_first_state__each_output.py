import torch

def gradient_norms(step, x, h, d_h):
    first = step(x[:, 0], h).detach().requires_grad_()
    s = first
    cols = [torch.autograd.grad(s, first, d_h)[0].norm(dim=1)]
    for t in range(1, x.shape[1]):
        s = step(x[:, t], s)
        (g,) = torch.autograd.grad(s, first, d_h, retain_graph=True)
        cols.append(g.norm(dim=1))
    return torch.stack(cols, dim=1)
