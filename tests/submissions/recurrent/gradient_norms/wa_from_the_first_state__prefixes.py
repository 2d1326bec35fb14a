import torch

def gradient_norms(step, x, h, d_h):
    h0 = h.detach().requires_grad_()
    s, norms = h0, []
    for t in range(x.shape[1]):
        s = step(x[:, t], s)
        (g,) = torch.autograd.grad(s, h0, d_h, retain_graph=True)
        norms.append(g.norm(dim=1))
    return torch.stack(norms, 1)
