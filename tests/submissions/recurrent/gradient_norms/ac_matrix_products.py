import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    H = h.shape[1]
    before = [h]
    for t in range(T - 1):
        before.append(step(x[:, t], before[-1]))
    P = torch.eye(H, dtype=h.dtype, device=h.device).repeat(N, 1, 1)     # dh_last / dh_t
    norms = torch.empty_like(x[:, :, 0])
    for t in range(T - 1, -1, -1):
        norms[:, t] = torch.linalg.norm(torch.einsum("nij,ni->nj", P, d_h), dim=1)
        # the batch summed out: rows do not touch each other
        J = torch.autograd.functional.jacobian(lambda s: step(x[:, t], s).sum(0), before[t]).transpose(0, 1)
        P = P @ J
    return norms
