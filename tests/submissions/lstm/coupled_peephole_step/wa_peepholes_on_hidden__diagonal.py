import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.size(1)
    # the peepholes are diagonal matrices
    P_f, P_o = torch.diag(p[:H]), torch.diag(p[H:])
    f = torch.sigmoid(x_t @ U[:H].T + h @ W[:H].T + h @ P_f + b[:H])
    g = torch.tanh(x_t @ U[H:2*H].T + h @ W[H:2*H].T + b[H:2*H])
    o = torch.sigmoid(x_t @ U[2*H:].T + h @ W[2*H:].T + h @ P_o + b[2*H:])
    c = f * c + (1 - f) * g
    return o * torch.tanh(c), c
