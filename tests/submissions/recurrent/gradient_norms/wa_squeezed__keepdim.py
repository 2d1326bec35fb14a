import torch

def gradient_norms(step, x, h, d_h):
    states = [h.detach().requires_grad_()]
    for x_t in x.unbind(1):
        states.append(step(x_t, states[-1]))
    g = torch.stack(torch.autograd.grad(states[-1], states[1:], d_h), dim=1)
    return torch.norm(g, dim=2, keepdim=True).squeeze()
