import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_x, d_h, d_c = torch.empty_like(x_t), torch.empty_like(state[0]), torch.empty_like(state[1])
    d_U, d_W, d_b = torch.zeros_like(U), torch.zeros_like(W), U.new_zeros(U.shape[0])
    for n in range(x_t.shape[0]):
        h, c = state[0][n], state[1][n]
        i, f, g, o = (gate[n] for gate in gates)
        t = torch.tanh(i * g + f * c)
        e = d_state[1][n] + d_state[0][n] * o * (1 - t) * (1 + t)
        a = torch.cat([e * g * i * (1 - i), e * c * f * (1 - f), e * i * (1 - g) * (1 + g), d_state[0][n] * t * o * (1 - o)])
        d_x[n] = a @ U
        d_h[n] = a @ W
        d_c[n] = e * f
        d_U += torch.outer(a, x_t[n])
        d_W += torch.outer(a, h)
        d_b += a
    return d_x, (d_h, d_c), d_U, d_W, d_b
