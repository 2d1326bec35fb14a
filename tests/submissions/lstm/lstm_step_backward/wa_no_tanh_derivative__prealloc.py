import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc_in = d_state
    h, c = state
    i, f, g, o = gates
    N, H = h.shape
    c_t = i * g + f * c
    dc = dc_in + dh * o
    d = torch.zeros(N, 4 * H, dtype=x_t.dtype, device=x_t.device)
    d[:, :H] = dc * g * i * (1 - i)
    d[:, H:2*H] = dc * c * f * (1 - f)
    d[:, 2*H:3*H] = dc * i * (1 - g ** 2)
    d[:, 3*H:] = dh * torch.tanh(c_t) * o * (1 - o)
    return d @ U, (d @ W, f * dc), d.T @ x_t, d.T @ h, d.sum(0)
