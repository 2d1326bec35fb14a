import numpy as np
import torch

def gradient_norms(step, x, h, d_h):
    N, T, _ = x.shape
    before = []
    for t in range(T):
        before.append(h)
        h = step(x[:, t], h)
    d = d_h.detach().cpu().numpy()
    norms = np.zeros((N, T), dtype=d.dtype)
    norms[:, -1] = np.linalg.norm(d, axis=1)
    for t in range(T - 1, 0, -1):
        for n in range(N):
            J = torch.autograd.functional.jacobian(lambda s: step(x[n:n+1, t], s[None])[0], before[t][n])
            d[n] = J.cpu().numpy().T @ d[n]
        norms[:, t - 1] = np.linalg.norm(d, axis=1)
    return torch.from_numpy(norms).to(d_h.device)
