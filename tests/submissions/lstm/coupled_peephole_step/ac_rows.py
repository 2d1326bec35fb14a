import torch

def one(x, h, c, U, W, b, p):
    a_f, a_g, a_o = [u.mv(x) + w.mv(h) + v for u, w, v in zip(U.chunk(3), W.chunk(3), b.chunk(3))]
    p_f, p_o = p.chunk(2)
    f = 1 / (1 + torch.exp(-(a_f + p_f * c)))
    c = (1 - f) * torch.tanh(a_g) + f * c
    o = 1 / (1 + torch.exp(-(a_o + p_o * c)))
    return o * torch.tanh(c), c

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = [], []
    for x_n, h_n, c_n in zip(x_t.unbind(), state[0].unbind(), state[1].unbind()):
        h_n, c_n = one(x_n, h_n, c_n, U, W, b, p)
        h.append(h_n)
        c.append(c_n)
    return torch.stack(h), torch.stack(c)
