import torch

def gradient_norms(step, x, h, d_h):
    etats = []
    e = h.detach().clone().requires_grad_()
    for x_t in x.transpose(0, 1):
        e = step(x_t, e)
        etats.append(e)
    g = torch.stack(torch.autograd.grad(etats[-1], etats, d_h))
    return torch.einsum("tnh,tnh->nt", g, g)
