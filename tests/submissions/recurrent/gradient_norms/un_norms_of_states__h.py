import torch

def gradient_norms(step, x, h, d_h):
    every = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        every.append(h)
    return torch.stack(every, 1).norm(dim=2)
