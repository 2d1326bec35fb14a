import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_x, d_h_prev, d_c_prev = [], [], []
    d_U, d_W, d_b = torch.zeros_like(U), torch.zeros_like(W), torch.zeros_like(U[:, 0])
    for n in range(x_t.shape[0]):
        dh, dc = d_state[0][n], d_state[1][n]
        h, c = state[0][n], state[1][n]
        i, f, g, o = [gate[n] for gate in gates]
        new = i * g + f * c
        dc = dc + dh * o
        a = torch.cat([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * new.tanh() * o * (1 - o)])
        d_x.append(U.T @ a)
        d_h_prev.append(W.T @ a)
        d_c_prev.append(dc * f)
        d_U = d_U + torch.outer(a, x_t[n])
        d_W = d_W + torch.outer(a, h)
        d_b = d_b + a
    return torch.stack(d_x), (torch.stack(d_h_prev), torch.stack(d_c_prev)), d_U, d_W, d_b
