import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    packed = torch.addmm(torch.addmm(b, x_t, U.T), h, W.T)
    f, g, o = packed.tensor_split(3, dim=1)
    f = torch.sigmoid(torch.addcmul(f, p[: c.shape[1]], c))
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c = f * c + (1 - f) * g
    h = o * torch.tanh(c)
    return h, c
