import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    (d_h, d_c), (h, c), (i, f, g, o) = d_state, state, gates
    sizes = [x_t.shape[1], h.shape[1]]
    squashed = torch.tanh(torch.addcmul(i * g, f, c))
    d_c = torch.addcmul(d_c, d_h * o, 1 - squashed**2)
    back = {
        "i": d_c * g * i.sub(i.square()),
        "f": d_c * c * f.sub(f.square()),
        "g": d_c * i * (1 - g.square()),
        "o": d_h * squashed * o.sub(o.square()),
    }
    dz = torch.cat([back[k] for k in "ifgo"], dim=1)
    seen = torch.cat([x_t, h, torch.ones_like(h[:, :1])], dim=1)
    d_U, d_W, d_b = (dz.mT @ seen).split([*sizes, 1], dim=1)
    d_x, d_before = (dz @ torch.cat([U, W], dim=1)).split(sizes, dim=1)
    return d_x, (d_before, d_c * f), d_U, d_W, d_b.squeeze(1)
