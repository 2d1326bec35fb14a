import torch


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_U, d_W, d_b = torch.zeros_like(U), torch.zeros_like(W), torch.zeros_like(U[:, 0])
    d_x, d_h, d_c = [], [], []
    for dh, dc, x, h, c, i, f, g, o in zip(*d_state, x_t, *state, *gates):
        squashed = torch.tanh(f * c + i * g)
        total = dc + dh * o * (1 - squashed.square())
        dz = torch.cat([total * g * (i - i * i), total * c * (f - f * f), total * i * (1 - g * g), dh * squashed * (o - o * o)])
        d_U += torch.outer(dz, x)
        d_W += torch.outer(dz, h)
        d_b += dz
        d_x.append(dz @ U)
        d_h.append(dz @ W)
        d_c.append(total * f)
    return torch.stack(d_x), (torch.stack(d_h), torch.stack(d_c)), d_U, d_W, d_b
