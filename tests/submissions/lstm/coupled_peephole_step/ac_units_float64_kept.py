import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    x = x_t.to(torch.float64)
    h, c = state[0].to(torch.float64), state[1].to(torch.float64)
    H = h.shape[1]
    U, W, b, p = U.to(x), W.to(x), b.to(x), p.to(x)
    hs, cs = [], []
    for j in range(H):
        a = [(x * U[k]).sum(1) + (h * W[k]).sum(1) + b[k] for k in (j, j + H, j + 2 * H)]
        f = torch.sigmoid(a[0] + p[j] * c[:, j])
        cell = f * c[:, j] + (1 - f) * torch.tanh(a[1])
        cs.append(cell)
        hs.append(torch.sigmoid(a[2] + p[j + H] * cell) * torch.tanh(cell))
    return torch.stack(hs, 1), torch.stack(cs, 1)
