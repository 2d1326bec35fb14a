import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    etat = torch.zeros(N, d_h.shape[1], dtype=x.dtype, device=x.device, requires_grad=True)
    suite = []
    for t in range(T):
        etat = step(x[:, t], etat)
        suite.append(etat)
    G = torch.autograd.grad([etat], suite, [d_h])
    return torch.cat([g.norm(dim=1, keepdim=True) for g in G], dim=1)
