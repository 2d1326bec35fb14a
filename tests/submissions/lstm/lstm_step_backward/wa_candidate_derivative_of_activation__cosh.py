import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh_t, dc_t = d_state
    h_prev, c_prev = state
    i, f, g, o = gates
    H = h_prev.size(1)
    c_t = f * c_prev + i * g
    dc_t = dc_t + dh_t * o / torch.cosh(c_t) ** 2
    da = torch.empty(x_t.size(0), 4 * H, dtype=x_t.dtype, device=x_t.device)
    da[:, 0*H:1*H] = dc_t * g * (i - i * i)
    da[:, 1*H:2*H] = dc_t * c_prev * (f - f * f)
    da[:, 2*H:3*H] = dc_t * i / torch.cosh(g) ** 2
    da[:, 3*H:4*H] = dh_t * torch.tanh(c_t) * (o - o * o)
    return da @ U, (da @ W, dc_t * f), torch.einsum("nk,nd->kd", da, x_t), torch.einsum("nk,nj->kj", da, h_prev), da.sum(0)
