import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    from_x = torch.addmm(b, x_t, U.t())
    from_h = torch.addmm(b, h, W.t())
    total = from_x + from_h
    ifo = torch.sigmoid(torch.cat([total[:, : 2 * H], total[:, 3 * H :]], dim=1))
    i, f, o = ifo.split(H, dim=1)
    g = torch.tanh(total[:, 2 * H : 3 * H])
    c = f.mul(c).add(i.mul(g))
    return o.mul(c.tanh()), c
