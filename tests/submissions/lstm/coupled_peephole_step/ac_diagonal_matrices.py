import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    P_f, P_o = torch.diag(p[:H]), torch.diag(p[H:])
    zeros = torch.zeros_like(P_f)
    # one product for f and g: [x, h, c] times [U, W, P]
    left = torch.cat([x_t, h, c], dim=1)
    right = torch.cat([U[:2*H], W[:2*H], torch.cat([P_f, zeros])], dim=1)
    f, g = (left @ right.T + b[:2*H]).chunk(2, dim=1)
    f = f.sigmoid()
    c = torch.lerp(g.tanh(), c, f)
    left = torch.cat([x_t, h, c], dim=1)
    o = (left @ torch.cat([U[2*H:], W[2*H:], P_o], dim=1).T + b[2*H:]).sigmoid()
    return o * c.tanh(), c
