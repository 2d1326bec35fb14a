import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    N, H = h.shape
    th = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - th * th)
    d = torch.zeros(N, 4, H, dtype=x_t.dtype, device=x_t.device)
    d[:, 0] = d_c * c * f * (1 - f)
    d[:, 1] = d_c * g * i * (1 - i)
    d[:, 2] = d_c * i * (1 - g * g)
    d[:, 3] = d_h * th * o * (1 - o)
    d = d.view(N, 4 * H)
    return d @ U, (d @ W, d_c * f), d.T @ x_t, d.T @ h, d.sum(0)
