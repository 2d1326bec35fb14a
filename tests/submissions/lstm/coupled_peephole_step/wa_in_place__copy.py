import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).unflatten(-1, (3, -1)).unbind(-2)
    p_f, p_o = p.chunk(2)
    f = torch.sigmoid(f + p_f * c)
    new_c = f * c + (1 - f) * torch.tanh(g)
    new_h = torch.sigmoid(o + p_o * new_c) * torch.tanh(new_c)
    with torch.no_grad():
        c.copy_(new_c)
    return new_h, new_c
