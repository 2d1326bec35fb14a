import torch

def lstm_step(x_t, state, U, W, b):
    h_prev, c_prev = state
    z = torch.addmm(b, x_t, U.t()) + torch.mm(h_prev, W.t())
    f, i, g, o = z.chunk(4, dim=1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c_next = i * g + f * c_prev
    h_next = o * torch.tanh(c_next)
    return h_next, c_next
