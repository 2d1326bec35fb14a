import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tc = torch.tanh(f * c + i * g)
    d_c = d_c + d_h * o * (1 - tc * tc)
    d = torch.cat([d_c * g, d_c * c, d_c * i * (1 - g * g), d_h * tc], dim=1)
    d_hx = d @ torch.cat([W, U], dim=1)
    d_weights = d.T @ torch.cat([h, x_t], dim=1)
    H = h.shape[1]
    return d_hx[:, H:], (d_hx[:, :H], d_c * f), d_weights[:, H:], d_weights[:, :H], d.sum(0)
