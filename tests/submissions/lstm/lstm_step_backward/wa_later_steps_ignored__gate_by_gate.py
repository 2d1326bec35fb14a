import torch

def sig_prime(s):
    return s * (1 - s)

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh = d_state[0]
    h_prev, c_prev = state
    i, f, g, o = gates
    c = f * c_prev + i * g
    dc = dh * o * (1 - torch.tanh(c).pow(2))
    da = [dc * g * sig_prime(i), dc * c_prev * sig_prime(f), dc * i * (1 - g.pow(2)), dh * torch.tanh(c) * sig_prime(o)]
    dx = sum(a @ u for a, u in zip(da, U.chunk(4)))
    dh_prev = sum(a @ w for a, w in zip(da, W.chunk(4)))
    dU = torch.cat([a.T @ x_t for a in da])
    dW = torch.cat([a.T @ h_prev for a in da])
    db = torch.cat([a.sum(dim=0) for a in da])
    return dx, (dh_prev, dc * f), dU, dW, db
