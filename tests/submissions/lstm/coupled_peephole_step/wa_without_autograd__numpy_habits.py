import numpy as np
import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    to_np = lambda t: t.detach().cpu().numpy()
    x, h, c = to_np(x_t), to_np(state[0]), to_np(state[1])
    H = h.shape[1]
    a = x @ to_np(U).T + h @ to_np(W).T + to_np(b)
    peep = to_np(p)
    sigmoid = lambda v: (1 + np.tanh(v / 2)) / 2
    f = sigmoid(a[:, :H] + peep[:H] * c)
    c = f * c + (1 - f) * np.tanh(a[:, H:2 * H])
    h = sigmoid(a[:, 2 * H:] + peep[H:] * c) * np.tanh(c)
    return torch.as_tensor(h), torch.as_tensor(c)
