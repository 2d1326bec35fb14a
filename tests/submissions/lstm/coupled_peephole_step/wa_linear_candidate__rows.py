import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    H = state[0].shape[1]
    result_h, result_c = [], []
    for n in range(x_t.shape[0]):
        x, h, c = x_t[n], state[0][n], state[1][n]
        a = U @ x + W @ h + b
        f = torch.sigmoid(a[:H] + p[:H] * c)
        g = a[H:2 * H]
        c = f * c + (1 - f) * g
        o = torch.sigmoid(a[2 * H:] + p[H:] * c)
        result_c.append(c)
        result_h.append(o * torch.tanh(c))
    return torch.stack(result_h), torch.stack(result_c)
