import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    dtype = x_t.dtype
    x, h, c = x_t.double().T, state[0].double().T, state[1].double().T
    H = h.shape[0]
    a = U.double() @ x + W.double() @ h + b.double().unsqueeze(1)
    p = p.double().unsqueeze(1)
    f = (1 + torch.tanh((a[:H] + p[:H] * c) / 2)) / 2
    c = f * c + (1 - f) * torch.tanh(a[H:2 * H])
    o = (1 + torch.tanh((a[2 * H:] + p[H:] * c) / 2)) / 2
    return (o * torch.tanh(c)).T.to(dtype), c.T.to(dtype)
