import torch

def gradient_norms(step, x, h, d_h):
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
