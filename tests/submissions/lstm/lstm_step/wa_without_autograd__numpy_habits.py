import numpy as np
import torch

def sigmoid(a):
    return 0.5 * (1 + np.tanh(a / 2))

def lstm_step(x_t, state, U, W, b):
    x, h, c, u, w, bias = [t.detach().numpy() for t in (x_t, state[0], state[1], U, W, b)]
    i, f, g, o = np.split(x.dot(u.T) + h.dot(w.T) + bias, 4, axis=1)
    c_t = sigmoid(i) * np.tanh(g) + sigmoid(f) * c
    h_t = sigmoid(o) * np.tanh(c_t)
    return torch.from_numpy(h_t), torch.from_numpy(c_t)
