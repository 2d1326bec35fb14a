import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    z = {}
    for k, name in enumerate("fog"):
        rows = slice(k * H, (k + 1) * H)
        z[name] = x_t @ U[rows].T + h @ W[rows].T + b[rows]
    peep = dict(zip("fo", p.split(H)))
    f = torch.sigmoid(z["f"] + peep["f"] * c)
    i = 1 - f
    g = torch.tanh(z["g"])
    c = i * g + f * c
    o = torch.sigmoid(z["o"] + peep["o"] * c)
    h = o * torch.tanh(c)
    return h, c
