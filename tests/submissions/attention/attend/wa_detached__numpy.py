# The sum is taken by NumPy, through which no gradient comes back.
import numpy as np
import torch

def attend(weights, values):
    a, h = weights.detach().numpy(), values.detach().numpy()
    return torch.from_numpy(np.einsum("ni,nid->nd", a, h))
