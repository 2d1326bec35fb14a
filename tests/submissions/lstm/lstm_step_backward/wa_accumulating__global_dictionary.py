import torch

grads = {}

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d = torch.cat((d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i * (1 - g ** 2), d_h * tanh_c * o * (1 - o)), 1)
    for name, grad in (("U", d.T @ x_t), ("W", d.T @ h), ("b", d.sum(0))):
        key = (name, grad.shape, grad.dtype)
        grads[key] = grads.get(key, 0) + grad
    result = [grads[(name, p.shape, p.dtype)] for name, p in (("U", U), ("W", W), ("b", U[:, 0]))]
    return d @ U, (d @ W, d_c * f), *result
