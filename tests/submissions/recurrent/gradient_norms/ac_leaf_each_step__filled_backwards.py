import torch


def gradient_norms(step, x, h, d_h):
    T = x.shape[1]
    states = [h]
    for t in range(T):
        states.append(step(x[:, t], states[-1]))
    norms = torch.zeros(x.shape[0], T, dtype=d_h.dtype, device=d_h.device)
    d = d_h.clone()
    for t in reversed(range(T)):
        norms[:, t] = d.norm(dim=1)
        if t == 0:
            break
        before = states[t].detach().clone().requires_grad_()
        step(x[:, t], before).backward(d)
        d = before.grad
    return norms
