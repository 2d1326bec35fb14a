import torch

def gradient_norms(step, x, h, d_h):
    # how much of d_h is left at each state
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    g = torch.stack(torch.autograd.grad(h, states, d_h), dim=1)
    u = d_h / d_h.norm(dim=1, keepdim=True)
    return torch.einsum("nth,nh->nt", g, u).abs()
