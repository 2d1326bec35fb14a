import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    new_c = i * g + f * c
    d_c = d_c + d_h * o * (1 - torch.tanh(new_c) ** 2)
    d = [d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i * (1 - g ** 2), d_h * torch.tanh(new_c) * o * (1 - o)]
    d = torch.cat(d, dim=1)
    total = lstm_step_backward.__dict__.setdefault("total", {})
    size = (U.shape, U.dtype)
    if size not in total:
        total[size] = [torch.zeros_like(U), torch.zeros_like(W), torch.zeros_like(d[0])]
    d_U, d_W, d_b = total[size]
    d_U += d.T @ x_t
    d_W += d.T @ h
    d_b += d.sum(0)
    return d @ U, (d @ W, d_c * f), d_U.clone(), d_W.clone(), d_b.clone()
