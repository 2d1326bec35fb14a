import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    # p as a rank-one matrix
    P_f = p[:H].unsqueeze(1) * torch.ones(1, H, dtype=p.dtype)
    P_o = p[H:].unsqueeze(1) * torch.ones(1, H, dtype=p.dtype)
    a = x_t @ U.T + h @ W.T + b
    f = torch.sigmoid(a[:, :H] + c @ P_f.T)
    c = f * c + (1 - f) * torch.tanh(a[:, H:2*H])
    o = torch.sigmoid(a[:, 2*H:] + c @ P_o.T)
    return o * torch.tanh(c), c
