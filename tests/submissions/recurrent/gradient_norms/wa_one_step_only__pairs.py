import torch

def gradient_norms(step, x, h, d_h):
    states = []
    h = h.detach().requires_grad_()
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    # from each state to the one before it
    grads = [torch.autograd.grad(b, a, d_h, retain_graph=True)[0] for a, b in zip(states, states[1:])]
    grads.append(d_h)
    return torch.stack(grads, dim=1).norm(dim=2)
