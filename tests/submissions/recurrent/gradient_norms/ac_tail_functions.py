import torch

def gradient_norms(step, x, h, d_h):
    """For every t: a fresh leaf at h_t, and the tail of the network behind it."""
    columns = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        leaf = h.detach().requires_grad_()
        end = leaf
        for u in range(t + 1, x.shape[1]):
            end = step(x[:, u], end)
        loss = torch.sum(end * d_h)
        loss.backward()
        columns.append(torch.sqrt(torch.einsum("nh,nh->n", leaf.grad, leaf.grad)))
    return torch.stack(columns, 1)
