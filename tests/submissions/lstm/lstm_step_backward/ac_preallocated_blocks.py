import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state[0], d_state[1].clone()
    h, c = state
    i, f, g, o = gates
    N, H = h.shape
    tanh_c = torch.tanh(i * g + f * c)
    dc += dh * o * (1 - tanh_c**2)
    d = x_t.new_empty(4, N, H)
    d[0], d[1], d[2], d[3] = dc * g, dc * c, dc * i, dh * tanh_c
    for k, gate in enumerate((i, f, None, o)):
        d[k] *= (1 - g**2) if gate is None else gate * (1 - gate)
    dx = torch.baddbmm(torch.zeros(4, N, x_t.shape[1], dtype=d.dtype), d, U.view(4, H, -1)).sum(0)
    dhp = torch.matmul(d, W.view(4, H, H)).sum(0)
    dU = torch.matmul(d.transpose(1, 2), x_t).view(4 * H, -1)
    dW = torch.matmul(d.transpose(1, 2), h).view(4 * H, H)
    dc *= f
    return dx, (dhp, dc), dU, dW, d.sum(1).view(-1)
