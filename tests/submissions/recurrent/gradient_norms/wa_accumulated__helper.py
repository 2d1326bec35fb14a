import torch

def gradient_norms(step, x, h, d_h):
    h = h.detach().requires_grad_()
    states = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        h.retain_grad()
        states.append(h)

    def norm_at(t):
        loss = (h * d_h).sum()
        loss.backward(retain_graph=True)
        return states[t].grad.norm(dim=1)

    return torch.stack([norm_at(t) for t in range(len(states))], dim=1)
