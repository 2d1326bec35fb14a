import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c ** 2)
    d = [d_c * g * i * (1 - i), d_c * c * f * (1 - f), d_c * i * (1 - g ** 2), d_h * tanh_c * o * (1 - o)]
    d_x = sum(a @ u for a, u in zip(d, U.chunk(4)))
    d_h_prev = sum(a @ w for a, w in zip(d, W.chunk(4)))
    d_U, d_W, d_b = torch.zeros_like(U), torch.zeros_like(W), torch.zeros_like(U[:, 0])
    for k in range(4):
        d_U[k::4] = d[k].T @ x_t
        d_W[k::4] = d[k].T @ h
        d_b[k::4] = d[k].sum(0)
    return d_x, (d_h_prev, d_c * f), d_U, d_W, d_b
