import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states += [h]
    G = torch.stack(torch.autograd.grad(h, states, d_h), 1)
    # length of the gradient
    return (G.sum(dim=2) ** 2).sqrt()
