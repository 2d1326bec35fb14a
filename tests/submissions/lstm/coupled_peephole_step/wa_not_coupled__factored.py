import torch
import torch.nn.functional as F

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    z = F.linear(x_t, U, b) + F.linear(h, W)
    gate = torch.sigmoid(z[:, :H] + c * p[:H])
    new = torch.tanh(z[:, H:2*H])
    c = gate * (c + new)
    out = torch.sigmoid(z[:, 2*H:] + c * p[H:])
    return out * torch.tanh(c), c
