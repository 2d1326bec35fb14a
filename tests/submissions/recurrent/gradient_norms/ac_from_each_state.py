import torch

def gradient_norms(step, x, h, d_h):
    columns = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h).detach()
        s = leaf = h.clone().requires_grad_()
        for u in range(t + 1, x.shape[1]):
            s = step(x[:, u], s)
        columns.append(torch.autograd.grad(s, leaf, d_h)[0].norm(dim=1))
    return torch.stack(columns, 1)
