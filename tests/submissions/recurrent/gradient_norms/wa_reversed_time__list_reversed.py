import torch

def gradient_norms(step, x, h, d_h):
    s = h.clone().requires_grad_(True)
    chain = []
    for t in range(x.shape[1]):
        s = step(x[:, t], s)
        chain.insert(0, s)          # newest first, as the gradient meets them
    grads = torch.autograd.grad(s, chain, grad_outputs=d_h)
    return torch.stack([torch.linalg.vector_norm(g, dim=-1) for g in grads], dim=-1)
